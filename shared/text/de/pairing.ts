import type { pairingEn } from '../en/pairing';

/** Connecting a device by a code that its camera reads, in German. */
export const pairingDe: typeof pairingEn = {
  connect: 'Gerät verbinden',
  title: 'Gerät verbinden',
  text: 'Halte die Kamera des Geräts auf den Code. Es bekommt einen eigenen Schlüssel.',
  making: 'Der Code wird erstellt',
  scan: 'Öffne die Kamera des Handys und halte sie auf den Code.',
  qr: 'QR-Code, der ein Gerät verbindet',
  timer: (left) => `Für ein Gerät, noch ${left}`,
  place: (name, address) => `${name}, ${address}`,
  copyLink: 'Link kopieren',
  copyLinkThing: 'den Link',
  steps: 'Wie weit es ist',
  waiting: 'Warten auf das Handy',
  opened: 'Das Handy hat die Seite geöffnet',
  openedNext: 'Tippe auf dem Handy auf „Verbinden“.',
  paired: (name) => `${name} ist verbunden`,
  pairedNext: 'Frage jetzt auf dem Handy die KI etwas.',
  answered: (took) => `Erste Antwort nach ${took}, fertig`,
  answeredSoon: 'Erste Antwort ist da, fertig',
  open: 'Geöffnet',
  connected: 'Verbunden',
  firstAnswer: 'Erste Antwort',
  from: (address) => `von ${address}`,
  over: {
    expired: {
      title: 'Dieser Code ist zu alt',
      help: 'Ein Code gilt drei Minuten, damit niemand einen alten findet.',
    },
    cancelled: {
      title: 'Dieser Code wurde zurückgenommen',
      help: 'Seitdem wurde ein anderer erstellt, hier oder in einem anderen Fenster.',
    },
    unreachable: {
      title: 'Dieser Code führt nirgends mehr hin',
      off: (place) => `Ausgeschaltet: ${place}. Ein neuer Code nimmt eine Adresse, die geht.`,
      gone: (place) =>
        `Hier kommt kein Gerät mehr herein: ${place}. Ein neuer Code nimmt eine Adresse, die geht.`,
    },
  },
  again: 'Neuen Code zeigen',
  another: 'Noch ein Gerät',
  finish: 'Fertig',
  help: {
    title: 'Auf dem Handy passiert nichts?',
    wifi: 'Dasselbe WLAN',
    wifiHelp:
      'Handy und Computer müssen im selben Heimnetz sein. Wenn das Handy auf mobilen Daten besteht, schalte sie kurz aus.',
    guest: 'Nicht das Gastnetz',
    guestHelp:
      'Ein Gastnetz trennt seine Geräte mit Absicht voneinander. Nimm das normale WLAN, oder schalte die Trennung im Router aus.',
    vpn: 'Kein VPN auf dem Handy',
    vpnHelp: 'Mit einem VPN sieht das Handy das Zuhause nicht. Schalte es kurz aus.',
    tailscale: 'Tailscale auf dem Handy',
    tailscaleHelp:
      'Die Tailscale-App muss da sein, eingeschaltet, und im selben Konto angemeldet wie auf diesem Computer.',
    firewall: (name) => `${name} hält das Handy vielleicht ab`,
    firewallHelp:
      'Sie läuft auf diesem Computer. Diese Zeile in einem Terminal lässt Geräte herein:',
    firewallAsk: 'Sie läuft auf diesem Computer. Lass Latchkey in ihren Einstellungen durch.',
    firewallAny: 'Eine Firewall auf diesem Computer',
    firewallAnyHelp:
      'Vielleicht hält sie das Handy ab. Lass Latchkey in ihren Einstellungen durch.',
    command: 'den Befehl',
    others: 'Eine andere Adresse versuchen',
  },
  none: {
    title: 'Geräte erreichen diesen Computer noch nicht',
    text: 'Gerade kommt ein Handy auf keinem Weg herein. Darunter steht, warum.',
    nothing:
      'Dieser Computer hat keine Netzwerkadresse. Verbinde ihn mit dem WLAN und versuche es noch einmal.',
    switchOn: 'Einschalten',
    switchOnFor: (name) => `${name} einschalten`,
    again: 'Noch einmal versuchen',
    network: 'Zur Netzwerkseite',
    problems: {
      off: 'Ausgeschaltet. Auf diesem Weg darf kein Gerät herein.',
      this_computer_only: 'Nur für Programme auf diesem Computer.',
      port_taken:
        'Ein anderes Programm belegt den Port. Beende dieses Programm oder wähle einen anderen Port.',
      address_gone: 'Die Adresse ist weg. Steckt das Kabel, ist das WLAN an?',
      not_answering:
        'Dort antwortet nichts. Vielleicht ist eine Firewall auf diesem Computer im Weg.',
      failed:
        'Das System lässt Latchkey dort nicht zu. Ein Neustart des Computers hilft vielleicht.',
    },
  },
  more: {
    title: 'Mehr',
    usual: 'Alles, für jeden, auf Dauer',
    changed: 'Eigene Auswahl',
    address: 'Adresse',
    best: 'Die beste, die geht',
    apply: 'Code dafür zeigen',
    stale: 'Der Code gilt noch für die vorige Auswahl.',
  },
  phoneInstead:
    'Für Handy oder Tablet ist „Gerät verbinden“ einfacher: Es hält die Kamera auf einen Code, und nichts muss getippt werden.',
};
