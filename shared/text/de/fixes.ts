import type { fixesEn } from '../en/fixes';

/** What mends a refusal with one press, in German. */
export const fixesDe: typeof fixesEn = {
  title: 'Was sich tun lässt',
  doneHere: (what: string) => `Erledigt: ${what}`,
  tried: (what: string) => `Versucht: ${what}`,
  allow: (what: string, key: string) => `${what} für ${key} erlauben`,
  allowed: (what: string, key: string) => `${key} darf ${what} nutzen`,
  switchOn: (name: string) => `${name} wieder einschalten`,
  switchedOn: (name: string) => `${name} ist wieder an`,
  allOn: 'Alles wieder einschalten',
  allOnDone: 'Alles ist wieder an',
  extend: (key: string) => `${key} um 30 Tage verlängern`,
  extended: (key: string, date: string) => `${key} gilt bis ${date}`,
  pace: (requests: string, seconds: number) =>
    seconds === 60
      ? `${requests} Anfragen pro Minute`
      : `${requests} Anfragen in ${seconds} Sekunden`,
  speedUp: (key: string, pace: string) => `${pace} für ${key}`,
  spedUp: (key: string, pace: string) => `${key} hat ${pace}`,
  atOnce: (key: string, calls: string) => `${calls} Anfragen zugleich für ${key}`,
  atOnceDone: (key: string, calls: string) => `${key} darf ${calls} Anfragen zugleich stellen`,
  moreOf: {
    calls: (count: string) => `${count} ${count === '1' ? 'Anfrage' : 'Anfragen'} mehr`,
    tokens: (count: string) => `${count} KI-Token mehr`,
    money: (amount: string) => `${amount} mehr`,
  },
  raise: (name: string, more: string) => `${name} bis Mitternacht ${more} geben`,
  raiseSome: (key: string) => `${key} bis Mitternacht mehr geben`,
  raised: (name: string, more: string) => `${name} hat ${more}`,
  raisedHelp: 'Das endet um Mitternacht von selbst.',
  nothingInTheWay: 'Es steht nichts mehr im Weg',
  limitOfService: 'Das Limit gehört zum Dienst und gilt für alle. Es steht unter „Dienste“.',
  limitOfPerson:
    'Das Tempo gehört zur Person und gilt für alle ihre Schlüssel. Es steht unter „Personen“.',
  prepaid: 'Das Guthaben ist aufgebraucht. Einzahlen geht unter „Schlüssel“, mit „Aufladen“.',
  open: (path: string, key: string) => `${path} für ${key} öffnen`,
  opened: (path: string, key: string) => `${key} darf ${path} nutzen`,
  openWarning:
    'Solche Pfade können ändern oder löschen, was der Dienst enthält. Öffne sie nur für ein Gerät, dem du vertraust.',
  letInLabel: (address: string) => `${address} wieder hereinlassen`,
  letIn: (address: string) => `${address} darf wieder anfragen`,
  noBan: (address: string) => `${address} wird von nichts mehr abgewiesen`,
  shutOutLabel: (address: string) => `${address} für einen Tag sperren`,
  shutOut: (address: string) => `${address} ist für einen Tag gesperrt`,
  shutOutHelp: 'Die Sperre steht unter Sicherheit und lässt sich dort auch wieder aufheben.',
  wrongSecret: 'Falsches Admin-Passwort',
  wideBan: (network: string) => `${network} ist als Ganzes gesperrt`,
  wideBanHelp: 'Soll alles darin wieder anfragen dürfen, die Sperre unter Sicherheit aufheben.',
  test: (service: string) => `${service} jetzt testen`,
  answers: (service: string) => `${service} antwortet wieder`,
  took: (time: string) => `Das hat ${time} gedauert.`,
  larger: (service: string, size: string) => `Bis ${size} an ${service} erlauben`,
  largerDone: (service: string, size: string) => `${service} nimmt bis ${size} an`,
  toKey: (name: string) => `Schlüssel ${name} öffnen`,
  toServices: 'Dienste öffnen',
  toSettings: 'Einstellungen öffnen',
  toNetwork: 'Netzwerk öffnen',
  toPeople: 'Personen öffnen',
  newKey: 'Schlüssel erstellen',
  none: {
    app: 'Hier ist nichts umzuschalten: Die App auf dem Gerät muss anders anfragen.',
    passes: 'Das vergeht von selbst. Die App kann es einfach noch einmal versuchen.',
    typed: 'Gib den Schlüssel im Gerät noch einmal ein: Ein Zeichen ist falsch oder fehlt.',
    owner: 'Nichts zu tun: Es ging um eine Änderung des Besitzers, und nichts wurde geändert.',
    signIn:
      'Nichts zu tun: In einem Browser war die Seite noch offen. Wer sie benutzt, meldet sich neu an.',
    disk: 'Sieh zuerst nach der Festplatte dieses Computers. Was zu tun ist, steht in der Übersicht.',
    ownComputer:
      'Es kam von diesem Computer selbst, der nie gesperrt wird: ein Programm hier oder ein offener Browser. Weißt du nicht, welches, dann erstelle unter Einstellungen ein neues Admin-Passwort.',
    gone: 'Worum es ging, gibt es nicht mehr.',
  },
};
