import type { phoneProblemsEn } from '../en/phone-problems';

const inSeconds = (seconds: number | undefined) =>
  seconds === undefined ? 'Gleich noch einmal versuchen.' : `Wieder in ${duration(seconds)}.`;

function duration(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? '1 Sekunde' : `${seconds} Sekunden`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} Minuten` : `${Math.ceil(minutes / 60)} Stunden`;
}

/** What went wrong, and what helps, on the pages of a phone, in German. */
export const phoneProblemsDe: typeof phoneProblemsEn = {
  noService: {
    title: 'Es gibt noch keinen Dienst zum Chatten',
    help: () => 'Am Computer lässt sich unter „Dienste“ einer hinzufügen.',
  },
  modelGone: {
    title: 'Dieses Modell gibt es nicht mehr',
    help: () => 'Ein anderes wählen oder die Seite neu laden.',
  },
  notAllowed: {
    title: 'Das darf dieser Schlüssel nicht',
    help: () => 'Am Computer lässt sich das unter „Schlüssel“ ändern.',
  },
  down: {
    title: 'Das KI-Programm antwortet nicht',
    help: () => 'Vielleicht läuft es nicht. Am Computer starten, dann noch einmal versuchen.',
  },
  slow: {
    title: 'Das KI-Programm hat zu lange gebraucht',
    help: () => 'Vielleicht lädt es das Modell noch. In einer Minute noch einmal versuchen.',
  },
  limit: {
    title: 'Das war viel in kurzer Zeit',
    help: (seconds) => inSeconds(seconds),
  },
  spent: {
    title: 'Das Kontingent dieses Geräts ist aufgebraucht',
    help: () => 'Es füllt sich mit der Zeit wieder auf, oder es wird am Computer erhöht.',
  },
  paused: {
    title: 'Das ist gerade angehalten',
    help: () => 'Am Computer lässt es sich wieder einschalten.',
  },
  quiet: {
    title: 'Jetzt ist Ruhezeit',
    help: (seconds) => inSeconds(seconds),
  },
  busy: {
    title: 'Die KI zu Hause ist beschäftigt',
    help: (seconds) => inSeconds(seconds),
  },
  keyGone: {
    title: 'Dieser Schlüssel gilt nicht mehr',
    help: () => 'Er ist abgelaufen oder wurde zurückgenommen. Ein neuer Code hilft.',
  },
  keyPaused: {
    title: 'Dieser Schlüssel ist angehalten',
    help: () => 'Am Computer lässt er sich wieder einschalten.',
  },
  wrongPlace: {
    title: 'Von hier aus nicht erlaubt',
    help: () => 'Bitte die Adresse und das WLAN benutzen, die dafür gedacht sind.',
  },
  network: {
    title: 'Der Computer ist nicht zu erreichen',
    help: () =>
      'Ist dieses Gerät im selben WLAN, und ist der Computer wach? Ein Gast-WLAN trennt Geräte oft voneinander.',
  },
  cut: {
    title: 'Die Antwort brach ab',
    help: () => 'Die Verbindung oder das KI-Programm hat mittendrin aufgehört. Noch einmal fragen.',
  },
  used: { title: 'Dieser Code wurde schon benutzt', help: () => 'Ein neuer Code hilft.' },
  expired: { title: 'Dieser Code ist zu alt', help: () => 'Ein neuer Code hilft.' },
  name: {
    title: 'Dieser Name geht nicht',
    help: () => 'Einen anderen wählen, mit höchstens 60 Zeichen.',
  },
  other: {
    title: 'Das hat nicht geklappt',
    help: (_seconds, said) =>
      said === '' ? 'Gleich noch einmal versuchen.' : `Die andere Seite sagt: ${said}`,
  },
};
