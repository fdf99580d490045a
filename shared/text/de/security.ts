import type { securityEn } from '../en/security';

/** What each kind of alert is called, and what may be behind it. */
const kinds: (typeof securityEn)['kinds'] = {
  failed_attempts: {
    title: 'Viele abgelehnte Versuche',
    help: 'Vielleicht hat ein Gerät noch einen alten Schlüssel. Wenn keines deiner Geräte diese Adresse hat, sperre sie aus.',
  },
  guessed_keys: {
    title: 'Jemand probiert Schlüssel durch',
    help: 'Von einer Adresse kommt ein Schlüssel nach dem anderen. Deine sind viel zu lang zum Erraten, trotzdem muss das nicht weitergehen.',
  },
  volume_spike: {
    title: 'Viel mehr Anfragen als sonst',
    help: 'Vielleicht läuft ein Skript in einer Schleife, oder jemand anders nutzt den Schlüssel. Halte ihn an, bis du es weißt.',
  },
  new_network: {
    title: 'An einem neuen Ort benutzt',
    help: 'In Ordnung, wenn das Gerät auf Reisen ist. Wenn nicht, wurde der Schlüssel vielleicht kopiert: Erneuere ihn.',
  },
  night_use: {
    title: 'Zum ersten Mal nachts benutzt',
    help: 'Vielleicht ist einfach jemand wach. Wenn nicht, halte den Schlüssel an.',
  },
  shared_key: {
    title: 'Ein Schlüssel auf mehreren Geräten',
    help: 'Am besten hat jedes Gerät seinen eigenen, damit du jeden einzeln beenden kannst.',
  },
  limit_hits: {
    title: 'Ein Schlüssel stößt immer wieder an sein Limit',
    help: 'Gib ihm mehr, wenn er mehr braucht. Wenn niemand weiß, warum, halte ihn an.',
  },
};

/** The security page, in German. */
export const securityDe: typeof securityEn = {
  lead: 'Was einen Blick braucht, wer abgewiesen wird und wie gut die Türen zu sind.',
  alerts: 'Was einen Blick braucht',
  alertsHelp:
    'Latchkey beurteilt jede Anfrage, wenn sie kommt, nach dem, was für ihren Schlüssel üblich ist. Nichts verlässt diesen Computer. Ein Rückblick auf ein Protokoll („latchkey logs analyze“) zählt dagegen Zeilen und nennt vielleicht anderes.',
  quiet: 'Nichts Ungewöhnliches',
  quietHelp:
    'Wenn jemand Schlüssel durchprobiert oder ein Schlüssel plötzlich viel mehr genutzt wird, steht es hier, mit einem Knopf, der es stoppt.',
  kinds,
  severities: { notice: 'Hinweis', warning: 'Warnung', serious: 'Ernst' },
  mine: 'Das war ich',
  mineFor: (what: string) => `Das war ich: ${what}`,
  seen: 'Gesehen',
  seenFor: (what: string) => `Gesehen: ${what}`,
  mineDone: 'Als üblich gemerkt. Du wirst dazu nicht mehr gewarnt.',
  seenDone: 'Geschlossen. Wenn es wieder vorkommt, wirst du gewarnt.',
  pauseKey: (name: string) => `${name} anhalten`,
  rotateKey: (name: string) => `Schlüssel von ${name} erneuern`,
  banAddress: (address: string) => `${address} aussperren`,
  paused: (name: string) => `${name} ist angehalten`,
  check: 'Wie gut die Türen zu sind',
  checkHelp: 'So wie es gerade ist. Nichts davon ist Pflicht; jede Zeile sagt, wozu sie gut ist.',
  marks: {
    good: 'Gut',
    look: 'Einen Blick wert',
    bad: 'Tu etwas',
    unknown: 'Hier nicht bekannt',
  },
  checks: {
    secretGood: 'Das Admin-Passwort ist im Schlüsselbund',
    secretGoodHelp: 'Andere Programme können es nicht einfach aus einer Datei lesen.',
    secretOutside: 'Das Admin-Passwort ist in keinem Schlüsselbund',
    secretOutsideHelp:
      'Der Schlüsselbund dieses Computers war nicht nutzbar. Das Passwort liegt deshalb bei deinen Daten, nur für dein Benutzerkonto lesbar.',
    secretUnknown: 'Auf das Admin-Passwort passt du selbst auf',
    secretUnknownHelp:
      'Ein Browser sieht nicht, ob es in einem Schlüsselbund ist. Bewahre es bei deinen Passwörtern auf, und erstelle ein neues, wenn es jemand kennen könnte.',
    toSecret: 'Neues Passwort',
    encryptedGood: 'Niemand kann unterwegs mitlesen',
    encryptedGoodHelp: 'Andere Geräte verbinden sich mit HTTPS oder Tailscale, oder gar nicht.',
    encryptedHttps: 'HTTPS ist an, und einfaches HTTP ist auch offen',
    encryptedHttpsHelp:
      'Nimm in deinen Geräten die Adresse mit https://. Die mit http:// ist nicht geschützt.',
    plain: 'Anfragen anderer Geräte sind nicht verschlüsselt',
    plainHelp: (names: string) =>
      `Im ${names} könnten andere im selben Netz mitlesen, auch Schlüssel. Schalte HTTPS ein.`,
    toNetwork: 'Netzwerk öffnen',
    opened: (names: string) => `Offen für: ${names}`,
    openedHelp: 'Schließe jeden Zugang, den kein Gerät braucht.',
    openedNone: 'Nur dieser Computer kann sich verbinden',
    openedNoneHelp: 'Kein anderes Gerät erreicht das Gateway.',
    openedPublic: 'Das Gateway ist zum Internet offen',
    openedPublicHelp: 'Dort kann jeder anklopfen. Von unterwegs ist Tailscale der sicherere Weg.',
    weak: (count: number) => `${count} ${count === 1 ? 'schwacher' : 'schwache'} Schlüssel`,
    weakHelp: 'Sie stammen von einem älteren Gateway. Erneuere sie oben.',
    weakNone: 'Kein Schlüssel ist schwach',
    weakNoneHelp: 'Hier erstellte Schlüssel sind zufällig und lang.',
    endless: (count: number) => `${count} Schlüssel ${count === 1 ? 'endet' : 'enden'} nie`,
    endlessHelp: (names: string) =>
      `Bei Gästen oder zum Ausprobieren erspart ein letzter Tag das Darandenken. Ohne Ende: ${names}`,
    endlessNone: 'Jeder Schlüssel endet von selbst',
    endlessNoneHelp: 'Ein vergessener Schlüssel verschwindet von allein.',
    unlimited: (count: number) =>
      `${count} Schlüssel ${count === 1 ? 'hat' : 'haben'} kein Tages- oder Monatslimit`,
    unlimitedHelp: (names: string) =>
      `Ein Limit stoppt ein außer Kontrolle geratenes Skript und jeden, der den Schlüssel findet. Ohne Limit: ${names}`,
    unlimitedNone: 'Jeder Schlüssel hat ein Tages- oder Monatslimit',
    unlimitedNoneHelp: 'Ein verlorener Schlüssel kann nur begrenzt schaden.',
    noKeys: 'Es gibt keinen aktiven Schlüssel',
    noKeysHelp: 'Noch kann kein Gerät deine Dienste nutzen.',
    toKeys: 'Schlüssel öffnen',
    exposed: (names: string) => `Andere Geräte erreichen ${names} am Gateway vorbei`,
    exposedHelp:
      'Der Dienst hört auf das ganze Netz, also kann ihn dort jeder ohne Schlüssel nutzen. Stelle ihn so ein, dass er nur auf 127.0.0.1 hört.',
    exposedNone: 'Kein Dienst ist am Gateway vorbei erreichbar',
    exposedNoneHelp: 'Die KI-Programme dieses Computers antworten nur diesem Computer.',
    toServices: 'Dienste öffnen',
  },
  weakTitle: 'Schwache Schlüssel',
  weakText:
    'Sie stammen von einem älteren Gateway und sind leichter zu erraten als hier erstellte. Geräte laufen weiter, bis du sie änderst.',
  rotateButton: 'Erneuern',
  rotateFor: (name: string) => `Schlüssel von ${name} erneuern`,
  rotateTitle: (name: string) => `Schlüssel von ${name} erneuern?`,
  rotateText:
    'Der alte Schlüssel endet sofort. Name, Dienste und Limits bleiben. Trage den neuen im Gerät ein.',
  rotateYes: 'Erneuern',
  onceTitle: (name: string) => `Der neue Schlüssel für ${name}`,
  onceText: 'Er wird nur dieses eine Mal gezeigt. Kopiere ihn jetzt.',
  key: 'Schlüssel',
  bans: 'Sperren',
  bansHelp: 'Adressen, die nichts dürfen, bis zu einem Zeitpunkt, den du wählst.',
  banAdd: 'Adresse sperren',
  banNone: 'Keine Adresse ist gesperrt.',
  banTitle: 'Adresse sperren',
  banText: 'Ihre Anfragen werden abgelehnt, bevor irgendetwas anderes geprüft wird.',
  banAddressLabel: 'Adresse oder Netz',
  banAddressHelp: 'Etwa 192.168.1.77, oder 203.0.113.0/24 für ein ganzes Netz',
  banReason: 'Warum',
  banReasonHelp: 'Für dich, damit du es später noch weißt',
  banReasonUsual: 'Hat Schlüssel durchprobiert',
  banFor: 'Wie lange',
  banTimes: {
    hour: '1 Stunde',
    day: '1 Tag',
    week: '1 Woche',
    month: '30 Tage',
    year: '1 Jahr',
  },
  banKeys: 'Auch Anfragen mit gutem Schlüssel',
  banKeysHelp:
    'Lass es im Zweifel aus: Dann kommen Geräte deiner Familie, die einen Schlüssel haben, auch von dieser Adresse durch.',
  banYes: 'Sperren',
  banRefused: 'Diese Adresse kann nicht gesperrt werden',
  banRefusedHelp:
    'Schreibe eine Adresse wie 192.168.1.77 oder ein Netz wie 203.0.113.0/24. Adressen dieses Computers selbst werden nie gesperrt.',
  banned: (cidr: string) => `${cidr} ist gesperrt`,
  banUntil: (when: string) => `bis ${when}`,
  banAll: 'Auch gute Schlüssel',
  banLift: 'Wieder zulassen',
  banLiftFor: (cidr: string) => `${cidr} wieder zulassen`,
  lifted: (cidr: string) => `${cidr} darf wieder`,
  automatic: 'Muss gerade warten',
  automaticHelp:
    'Von hier kamen zu viele falsche Schlüssel. Nur die falschen Versuche werden gebremst, und es endet von selbst.',
  automaticReason: 'Zu viele falsche Schlüssel',
  forget: 'Vergessen',
  forgetFor: (cidr: string) => `Fehlversuche von ${cidr} vergessen`,
};
