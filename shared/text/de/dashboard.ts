import type { DashboardTexts } from '../en/dashboard';

/** Every sentence of the pages that the gateway makes itself, in German. */
export const dashboardDe: DashboardTexts = {
  title: 'Latchkey',
  running: 'Läuft',
  paused: 'Angehalten',
  asOf: (time) => `Stand ${time}`,
  now: 'Gerade jetzt',
  waiting: (count) => `${count} ${count === 1 ? 'wartet' : 'warten'}`,
  calls: 'Anfragen',
  day: 'letzte 24 Stunden',
  refused: 'Abgewiesen',
  cost: 'Kosten',
  services: 'Dienste',
  servicesNone: 'Noch kein Dienst eingerichtet.',
  health: {
    up: 'Antwortet',
    down: 'Antwortet nicht',
    unknown: 'Noch nicht geprüft',
    paused: 'Angehalten',
  },
  devices: 'Wer, in den letzten 24 Stunden',
  devicesNone: 'Noch niemand hat angefragt.',
  callCount: (count, text) => `${text} ${count === 1 ? 'Anfrage' : 'Anfragen'}`,
  allowances: 'Mehr als zur Hälfte verbraucht',
  used: (percent) => `${percent} verbraucht`,
  lookOnly: 'Diese Seite erneuert sich jede halbe Minute. Man kann sie ansehen, sonst nichts.',
  away: {
    banned: {
      title: 'Dieses Gerät ist gerade gesperrt',
      text: 'Wer dieses Latchkey betreut, lässt seine Adresse im Moment nicht herein.',
      help: 'Ist das ein Irrtum, frag dort nach: Im Fenster von Latchkey, unter Sicherheit, lässt sich die Sperre aufheben. Lade diese Seite danach neu.',
    },
    notAllowed: {
      title: 'Nicht von dieser Adresse',
      text: 'Wer dieses Latchkey betreut, lässt von dieser Adresse niemanden herein.',
      help: 'Ist das ein Irrtum, frag dort nach: Im Fenster von Latchkey steht es unter Netzwerk. Oder nimm das WLAN, das du bekommen hast.',
    },
    tooMany: {
      title: 'Zu viele falsche Versuche',
      text: 'Von dieser Adresse kamen zu viele Schlüssel oder Codes, die nicht stimmten.',
      help: 'Warte eine Minute und lade diese Seite neu. Hilft das nicht, bitte um einen neuen Code bei dem, der dieses Latchkey betreut.',
    },
    noKey: {
      title: 'Herein kommt man mit einem Code',
      text: 'Einzutippen gibt es hier nichts. Jedes Gerät kommt mit einem eigenen Code herein.',
      help: 'Frag bei dem nach, der dieses Latchkey betreut: Das Fenster zeigt einen Code unter „Gerät verbinden“. Richte deine Kamera darauf.',
    },
    paused: {
      title: 'Diese Anzeige ist angehalten',
      text: 'Wer dieses Latchkey betreut, hat sie vorerst angehalten.',
      help: 'Zu tun gibt es nichts: Diese Seite schaut von selbst wieder nach und ist zurück, sobald es weitergeht.',
    },
    ended: {
      title: 'Diese Anzeige ist beendet',
      text: 'Ihre Adresse galt eine Zeit lang und gilt nun nicht mehr.',
      help: 'Bitte um eine neue bei dem, der dieses Latchkey betreut. Sie entsteht unter Schlüssel.',
    },
    unknown: {
      title: 'Hier ist keine Anzeige',
      text: 'Diese Adresse gehört zu keiner Anzeige. Vielleicht fehlt ein Zeichen.',
      help: 'Öffne die Adresse noch einmal so, wie du sie bekommen hast, oder bitte um eine neue bei dem, der dieses Latchkey betreut. Sie entsteht unter Schlüssel.',
    },
    later: {
      title: 'Gerade nicht',
      text: 'Latchkey kann die Anzeige im Moment nicht zeigen.',
      help: 'Zu tun gibt es nichts: Diese Seite schaut von selbst wieder nach.',
    },
  },
};
