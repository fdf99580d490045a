import type { networkPageEn } from '../en/network';

/** The network page, in German. */
export const networkPageDe: typeof networkPageEn = {
  lead: 'Von wo Geräte das Gateway erreichen und wie sicher der Weg ist.',
  ways: 'Zugänge',
  waysHelp: 'Jeder ist eine Adresse dieses Computers. Geräte brauchen trotzdem einen Schlüssel.',
  others: (count: number) => `${count} weitere: Container, virtuelle Netze und IPv6`,
  noTailscale:
    'Tailscale ist auf diesem Computer nicht verbunden. Damit könnten sich deine Geräte auch von unterwegs verbinden: siehe „Von unterwegs“.',
  http: 'Adresse',
  https: 'Verschlüsselte Adresse',
  plain: 'Nicht verschlüsselt: Andere in diesem Netz könnten mitlesen, auch Schlüssel.',
  plainToo:
    'Die Adresse mit http:// ist nicht verschlüsselt. Nimm in deinen Geräten lieber die verschlüsselte.',
  probe: 'Erreichen andere Geräte das?',
  probeFor: (name: string) => `Erreichen andere Geräte ${name}?`,
  probeHere: 'Antwortet es?',
  probeHereFor: (name: string) => `Antwortet ${name}?`,
  probing: 'Wird versucht',
  reachable: 'Ja, es antwortet',
  reachableHere: 'Es antwortet, nur diesem Computer',
  reachableHelp:
    'Gefragt von diesem Computer aus. Wenn ein Handy im selben Netz sich trotzdem nicht verbinden kann, ist eine Firewall auf diesem Computer im Weg.',
  unreachable: 'Keine Antwort',
  httpsTitle: 'HTTPS',
  httpsHelp: 'Verschlüsselt, was zwischen deinen Geräten und diesem Computer läuft.',
  httpsSwitch: 'HTTPS anbieten',
  httpsSwitchHelp:
    'Niemand im selben Netz kann dann Schlüssel oder Antworten lesen. Einfaches HTTP bleibt daneben offen, für Apps, die nichts anderes können.',
  port: 'Port für HTTPS',
  certificateNone: 'Das Zertifikat wird gerade erstellt.',
  problem: 'HTTPS funktioniert nicht',
  fingerprint: 'Fingerabdruck (SHA-256)',
  fingerprintHelp: 'Vergleiche ihn mit dem, was das Gerät zeigt, bevor du dort vertraust.',
  validUntil: 'Gültig bis',
  names: 'Gilt für',
  renewal: 'Es erneuert sich von selbst.',
  trust: 'Wie ein Handy ihm vertraut',
  trustText:
    'Das Zertifikat entsteht auf diesem Computer, deshalb kennt ein Gerät es noch nicht. Jedes Gerät braucht das einmal.',
  trustSteps: [
    'Öffne diese Adresse auf dem Gerät, oder richte seine Kamera auf das Bild.',
    'iPhone und iPad: Einstellungen, Allgemein, VPN und Geräteverwaltung, Profil installieren. Dann Info, Zertifikatsvertrauenseinstellungen, einschalten.',
    'Android: Einstellungen, Sicherheit, Zertifikat installieren, CA-Zertifikat, und die geladene Datei wählen.',
    'Computer: Öffne die Datei und füge sie den vertrauenswürdigen Stellen hinzu.',
  ],
  trustLink: 'Zertifikat für deine Geräte',
  trustNowhere:
    'Noch kann sich kein anderes Gerät verbinden. Schalte oben einen Zugang ein, dann steht seine Adresse hier.',
  trustTailscale: 'Tailscale hat das Zertifikat unterschrieben',
  trustTailscaleHelp:
    'Nimm in deinen Geräten den Namen, der auf .ts.net endet: Ihm vertrauen sie schon, und es ist nichts zu installieren.',
  qr: (address: string) => `QR-Code für ${address}`,
  mdns: 'Per Namen finden',
  mdnsSwitch: 'Dem Heimnetz sagen, wo das Gateway ist',
  mdnsSwitchHelp:
    'Apps, die es suchen, finden es von selbst (mDNS, auch Bonjour genannt). Alle im Netz sehen, dass es da ist; ohne Schlüssel können sie nichts tun.',
  callers: 'Wer überhaupt anfragen darf',
  callersHelp:
    'Gilt für alle, egal mit welchem Schlüssel; jeder Schlüssel kann zusätzlich eine eigene Liste haben. Dieser Computer selbst wird nie ausgesperrt.',
  callersAllow: 'Nur diese Netze hereinlassen',
  callersAllowHelp:
    'Eines pro Zeile: eine Adresse wie 192.168.1.20 oder ein Netz wie 192.168.1.0/24. Leer: alle, die diesen Computer erreichen.',
  callersDeny: 'Nie hereinlassen',
  callersDenyHelp:
    'Diese gehen der Liste darüber vor. Laufende Anfragen werden sofort abgebrochen.',
  hosts: 'Namen dieses Computers',
  hostsHelp:
    'Zusätzlich zu seinen Adressen und localhost. Andere Namen werden abgelehnt, damit sich keine Webseite einschleicht.',
  hostsNone: 'Noch kein Name. Adressen gehen auch ohne.',
  hostsChange: 'In den Einstellungen ändern',
};
