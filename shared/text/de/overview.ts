import type { networkEn, overviewEn } from '../en/overview';

/** The overview page, in German. */
export const overviewDe: typeof overviewEn = {
  lead: {
    running: 'Deine Dienste sind offen für Geräte mit einem Schlüssel.',
    paused: 'Jede Anfrage wird abgewiesen, bis du wieder einschaltest.',
    trouble: 'Etwas braucht dich. Was zu tun ist, steht unten.',
    stopped: 'Das Gateway läuft nicht, also kann kein Gerät deine Dienste nutzen.',
  },
  holds: (services: number, keys: number) =>
    `${services} ${services === 1 ? 'Dienst' : 'Dienste'}, ${keys} ${keys === 1 ? 'aktiver' : 'aktive'} Schlüssel`,
  start: 'Gateway starten',
  pauseAll: 'Alles anhalten',
  problems: 'Was dich braucht',
  live: (count: number) => `${count} ${count === 1 ? 'Anfrage' : 'Anfragen'} gerade jetzt`,
  today: 'Letzte 24 Stunden',
  totals: {
    calls: 'Anfragen',
    refused: 'Abgelehnt',
    failed: 'Fehlgeschlagen',
    tokens: 'KI-Token',
    cost: 'Kosten',
  },
  tokensDetail: (sent: string, got: string) => `${sent} hinein, ${got} heraus`,
  costDetail: (price: string) => `${price} pro Anfrage, wenn kein anderer Preis gilt`,
  free: 'Umsehen, etwa Modelllisten und Pings, ist kostenlos und zählt nicht.',
  chart: {
    title: 'Anfragen im Verlauf',
    label: 'Anfragen und Fehler der letzten 24 Stunden, mit den Pfeiltasten kannst du sie ablesen',
    point: (time: string, ok: string, refused: string, failed: string) =>
      `${time}: ${ok} durchgegangen, ${refused} abgelehnt, ${failed} fehlgeschlagen`,
    succeeded: 'Durchgegangen',
    refused: 'Abgelehnt',
    failed: 'Fehlgeschlagen',
    empty: 'Noch keine Anfragen. Sie erscheinen hier, sobald ein Gerät einen Schlüssel benutzt.',
  },
  addresses: 'Adressen für deine Geräte',
  addressesHelp:
    'Trage eine davon in einer App auf deinem Handy oder Laptop ein, zusammen mit einem Schlüssel.',
  addressesNone: 'Keine Adresse ist offen. Schalte unter „Meine Geräte verbinden“ eine ein.',
};

/** The ways in, as the overview and the network page name them, in German. */
export const networkDe: typeof networkEn = {
  title: 'Meine Geräte verbinden',
  help: 'Wähle, von wo Geräte das Gateway erreichen. Sie brauchen trotzdem einen Schlüssel.',
  kinds: {
    loopback: 'Dieser Computer',
    lan: 'Heimnetz',
    tailscale: 'Tailscale',
    virtual: 'Virtuelles Netz',
    public: 'Internet-Adresse',
  },
  wifi: 'Heimnetz (WLAN)',
  cable: 'Heimnetz (Kabel)',
  about: {
    loopback: 'Nur Apps auf diesem Computer',
    lan: 'Handys und Computer bei dir zu Hause',
    tailscale: 'Deine eigenen Geräte, wo immer sie sind',
    virtual: 'Container und virtuelle Maschinen auf diesem Computer',
    public: 'Jeder, der die Adresse kennt, kann anklopfen',
  },
  lanWarning:
    'Im Heimnetz wird nicht verschlüsselt: Andere im selben Netz könnten mitlesen, auch Schlüssel. Nutze es nur, wo du allen im WLAN vertraust. Tailscale ist verschlüsselt.',
  publicWarning: 'Diese Adresse ist aus dem Internet erreichbar, ohne Verschlüsselung.',
  other: 'Andere Adressen dieses Computers',
  listening: 'Offen',
  off: 'Aus',
  port_taken: 'Port belegt',
  address_gone: 'Adresse weg',
  failed: 'Fehlgeschlagen',
  none: 'Keine Netzwerkadresse gefunden.',
  noHome: 'Kein Heimnetz gefunden.',
  confirmTitle: 'Gateway zum Internet öffnen?',
  confirmText: (address: string) =>
    `${address} ist von außerhalb deines Zuhauses erreichbar, und Anfragen dorthin sind nicht verschlüsselt. Von unterwegs ist Tailscale der sicherere Weg zu deinen Diensten.`,
  confirmYes: 'Trotzdem öffnen',
};
