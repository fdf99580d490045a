import type { discoverEn, serviceMoreEn } from '../en/discover';

/** What a look for AI programs on this computer finds, in German. */
export const discoverDe: typeof discoverEn = {
  look: 'Dienste suchen',
  looking: 'Suche läuft',
  title: 'Auf diesem Computer gefunden',
  help: 'Programme, die hier antworten. Füge hinzu, was deine Geräte nutzen sollen.',
  busy: 'KI-Programme auf diesem Computer werden gesucht. Das dauert zwei Sekunden.',
  unnamed: 'Server für OpenAI-Apps',
  none: 'Nichts gefunden',
  noneHelp:
    'Starte Ollama, LM Studio oder ein anderes KI-Programm und suche noch einmal. Ein Programm auf einem anderen Computer fügst du mit „Dienst hinzufügen“ über seine Adresse hinzu.',
  again: 'Noch einmal suchen',
  close: 'Ausblenden',
  add: 'Hinzufügen',
  addFor: (name: string) => `${name} hinzufügen`,
  addKey: 'Mit Schlüssel hinzufügen',
  added: 'Schon dabei',
  addedNow: (name: string) => `${name} wurde hinzugefügt`,
  version: (version: string) => `Version ${version}`,
  models: (count: number) => `${count} ${count === 1 ? 'Modell' : 'Modelle'}`,
  exposed:
    'Andere Geräte erreichen es ohne Gateway und ohne Schlüssel. Stelle es so ein, dass es nur auf 127.0.0.1 hört.',
  needsKey: 'Verlangt einen eigenen Schlüssel',
  hints: {
    start_with_api:
      'Seine API ist aus. Starte es mit eingeschalteter API (etwa --api) und suche noch einmal.',
    is_gateway:
      'Das reicht Anfragen an andere Programme weiter. Füge besser das Programm dahinter hinzu.',
    not_http: 'Es spricht eine Sprache, die Geräte über das Gateway nicht nutzen können.',
  },
};

/** What stands under “More” in the dialog of a service, in German. */
export const serviceMoreDe: typeof serviceMoreEn = {
  addresses: 'Mehrere Computer',
  addressesState: (count: number) => (count === 1 ? 'Eine Adresse' : `${count} Adressen`),
  addressesHelp:
    'Läuft dasselbe Programm auf mehr als einem Computer, werden Anfragen verteilt, und einer, der ausfällt, wird ausgelassen.',
  address: (place: number) => `Adresse ${place}`,
  first: 'Die Adresse oben',
  weight: 'Anteil',
  weightHelp: '2 bekommt doppelt so viele Anfragen wie 1; 0 nur, wenn sonst keiner bleibt',
  wake: 'Aufwecken',
  wakeHelp: 'Seine Hardware-Adresse, etwa 3c:52:82:1a:0b:9f. Leer: Er schläft nicht.',
  wakeWrong: 'Sechs Ziffernpaare mit Doppelpunkten, etwa 3c:52:82:1a:0b:9f',
  addAddress: 'Weitere Adresse',
  removeAddress: (place: number) => `Adresse ${place} entfernen`,
  remove: 'Entfernen',
  balance: 'Wie Anfragen verteilt werden',
  balances: {
    weighted: 'Nach Anteil',
    'least-busy': 'An den freiesten',
    sticky: 'Gleiches Gerät, gleicher Computer',
  },
  waiting: 'Warten und Behalten',
  waitingState: (queue: number, cache: number) =>
    [queue > 0 ? `wartet ${queue} s` : '', cache > 0 ? `behält ${cache} s` : '']
      .filter(Boolean)
      .join(', ') || 'Wie üblich',
  queue: 'So lange darf eine Anfrage warten (Sekunden)',
  queueHelp: 'Wenn der Dienst beschäftigt ist. 0 lehnt sofort ab.',
  cache: 'Antworten behalten (Sekunden)',
  cacheHelp: 'Bei Anfragen, die nichts ändern, etwa Modelllisten. Leer behält keine.',
  headers: 'Kopfzeilen',
  headersState: (count: number) =>
    count === 0 ? 'Unverändert' : `${count} ${count === 1 ? 'Regel' : 'Regeln'}`,
  headersHelp: 'Setze oder entferne, was mit jeder Anfrage mitgeht. Die meisten brauchen das nie.',
  requestHeaders: 'Auf dem Weg zum Dienst',
  responseHeaders: 'Auf dem Rückweg',
  headerName: 'Name',
  headerValue: 'Wert',
  headerValueHelp: 'Leer entfernt die Kopfzeile',
  headerNameWrong: 'Nur Buchstaben, Ziffern und Bindestriche',
  addHeader: 'Regel hinzufügen',
  addRequestHeader: 'Regel für den Weg zum Dienst hinzufügen',
  addResponseHeader: 'Regel für den Rückweg hinzufügen',
  removeHeader: (name: string) => `Regel für ${name} entfernen`,
  targets: 'Jede Adresse',
};
