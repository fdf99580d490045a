import type { keyRulesEn, wallEn } from '../en/key-extra';

/** A page for a tablet on the wall, in German. */
export const wallDe: typeof wallEn = {
  make: 'Anzeige für ein Tablet',
  title: 'Eine Anzeige für ein Tablet',
  text: 'Eine Seite, die zeigt, wer gerade dran ist, was es kostet und wie es den Diensten geht. Sie erneuert sich selbst, auch auf einem alten Tablet.',
  name: 'Name',
  nameHelp: 'Wo es hängt, etwa „Tablet in der Küche“',
  usualName: 'Tablet an der Wand',
  create: 'Seite erstellen',
  shownTitle: (name: string) => `Die Seite für ${name}`,
  once: 'Diese Adresse wird nur jetzt gezeigt: Öffne sie auf dem Tablet, oder richte seine Kamera auf das Bild.',
  meaning:
    'Sie zeigt Namen und Zahlen und öffnet sonst nichts. Wer diese Adresse hat, sieht die Seite; beende den Schlüssel, um sie zu schließen.',
  address: 'Adresse der Seite',
  qr: 'QR-Code der Anzeige',
  open: 'Hier öffnen',
  role: 'Nur die Anzeige',
  roleHelp: 'Zeigt Namen und Zahlen, öffnet sonst nichts',
  editText: 'Ihre Adresse bleibt gleich.',
};

/** What a key may be held to besides the usual, in German. */
export const keyRulesDe: typeof keyRulesEn = {
  careful: 'Signatur und gesperrte Pfade',
  carefulUsual: 'Wie üblich',
  carefulSet: 'Geändert',
  signing: 'Anfragen müssen signiert sein',
  signingHelp:
    'Der Schlüssel selbst wird dann nie verschickt: Das Programm beweist mit einer Signatur, dass es ihn hat. Apps, die nur ein Feld für einen Schlüssel haben, können ihn nicht nutzen.',
  openPaths: 'Gesperrte Pfade, die er trotzdem nutzen darf',
  openPathsHelp:
    'Einer pro Zeile, etwa /api/pull zum Laden von Modellen. Für alle anderen Schlüssel sind sie gesperrt, weil sie etwas ändern oder löschen.',
  guestStays: 'Der Gast bleibt',
  guestEnds: { tonight: 'Bis heute Nacht', weekend: 'Bis Sonntagnacht', week: '7 Tage' },
  guestDone:
    'Ein Gästepass: reicht für 10 Anfragen und endet von selbst. Alles lässt sich noch ändern.',
};
