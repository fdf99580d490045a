import type { doorsEn } from '../en/doors';

/** More lines of the list on the security page, and what mends them, in German. */
export const doorsDe: typeof doorsEn = {
  score: (good: number, all: number) => `${good} von ${all} sind in Ordnung`,
  certificateNone: 'Noch kein Zertifikat für HTTPS',
  certificateNoneHelp:
    'Es entsteht, sobald HTTPS an ist. Dann kann niemand mitlesen, was Geräte fragen.',
  certificateGood: (date: string) => `Das Zertifikat für HTTPS gilt bis ${date}`,
  certificateGoodHelp:
    'Geräte, die ihm vertrauen, wissen, dass sie mit diesem Computer sprechen. Es erneuert sich von selbst.',
  certificateSoon: (days: number) =>
    days === 1 ? 'Das Zertifikat endet morgen' : `Das Zertifikat endet in ${days} Tagen`,
  certificateOver: 'Das Zertifikat ist abgelaufen',
  certificateOverHelp:
    'Geräte lehnen HTTPS ab, bis es ein neues gibt. Es hätte sich von selbst erneuern sollen.',
  certificateProblem: 'HTTPS geht nicht',
  httpsOn: 'HTTPS einschalten',
  httpsDone: 'HTTPS ist an',
  closePublic: 'Schließen',
  closed: (name: string) => `${name} ist geschlossen`,
  alertsNone: 'Keine Warnung ist offen',
  alertsNoneHelp: 'Latchkey achtet auf falsche Schlüssel, ungewöhnliche Mengen und neue Orte.',
  alerts: (count: number) =>
    count === 1 ? '1 Warnung ist offen' : `${count} Warnungen sind offen`,
  alertsHelp:
    'Sag bei jedem, ob du es warst. Was offen bleibt, übersieht man beim nächsten Mal leicht.',
  paths: (names: string) => `Gefährliche Pfade sind offen für ${names}`,
  pathsHelp:
    'Sie können ändern oder löschen, was ein Dienst enthält. Was nicht mehr gebraucht wird, besser schließen.',
  pathsNone: 'Kein Schlüssel darf gefährliche Pfade nutzen',
  pathsNoneHelp:
    'Mit einem Schlüssel lassen sich keine Modelle löschen und keine Einstellungen lesen.',
  callers: 'Nur ausgewählte Netze dürfen anfragen',
  callersHelp: 'Wer von woanders anfragt, wird abgewiesen, auch mit gutem Schlüssel.',
  callersAll: 'Wer diesen Computer erreicht, darf mit Schlüssel anfragen',
  callersAllHelp: 'Zu Hause ist das meist richtig. Eine Liste von Netzen hält alle anderen fern.',
  idle: (count: number) =>
    count === 1
      ? '1 Schlüssel wurde 90 Tage nicht benutzt'
      : `${count} Schlüssel wurden 90 Tage nicht benutzt`,
  idleHelp: (names: string) =>
    `Ein Schlüssel, den niemand nutzt, kann nur noch gefunden werden. Unbenutzt: ${names}`,
  idleNone: 'Jeder Schlüssel wird benutzt',
  idleNoneHelp: 'Kein Schlüssel liegt herum, den niemand braucht.',
  pauseIdle: (count: number) => (count === 1 ? 'Anhalten' : 'Alle anhalten'),
  pausedIdle: (count: number) =>
    count === 1 ? '1 Schlüssel ist angehalten' : `${count} Schlüssel sind angehalten`,
};
