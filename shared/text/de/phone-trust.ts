import type { phoneTrustEn } from '../en/phone-trust';

/** How a phone comes to trust the certificate of the gateway, in German. */
export const phoneTrustDe: typeof phoneTrustEn = {
  heading: 'Verschlüsselung einschalten',
  lead: 'Latchkey macht sein Zertifikat selbst. Sobald dieses Gerät ihm vertraut, kann im WLAN niemand mehr mitlesen.',
  already: 'Die Verschlüsselung klappt: diese Seite kam darüber',
  platform: 'Art des Geräts',
  platforms: { ios: 'iPhone, iPad', android: 'Android', computer: 'Computer' },
  ios: [
    {
      title: 'Laden',
      text: 'In Safari auf den Knopf tippen und das Laden erlauben.',
      word: 'Zulassen',
    },
    {
      title: 'Installieren',
      text: 'Die Einstellungen öffnen. Weit oben: „Profil geladen“. Darauf tippen, dann „Installieren“.',
      word: 'Profil geladen',
    },
    {
      title: 'Einschalten',
      text: 'Einstellungen, Allgemein, Info, ganz unten: „Zertifikatsvertrauenseinstellungen“. „Latchkey“ einschalten.',
      word: 'Latchkey',
    },
  ],
  android: [
    {
      title: 'Laden',
      text: 'Auf den Knopf tippen und die Datei behalten.',
      word: 'latchkey.crt',
    },
    {
      title: 'Installieren',
      text: 'In den Einstellungen nach „CA-Zertifikat“ suchen. Es steht unter Sicherheit, „Verschlüsselung & Anmeldedaten“, „Zertifikat installieren“.',
      word: 'CA-Zertifikat',
    },
    {
      title: 'Bestätigen',
      text: 'Android warnt vor jedem Zertifikat: „Trotzdem installieren“. Dann die Datei latchkey.crt wählen.',
      word: 'Trotzdem',
    },
  ],
  computer: [
    {
      title: 'Laden',
      text: 'Auf den Knopf klicken und die Datei behalten.',
      word: 'latchkey.crt',
    },
    {
      title: 'Installieren',
      text: 'Windows: öffnen, „Zertifikat installieren“, „Vertrauenswürdige Stammzertifizierungsstellen“.\nMac: öffnen, dann in der Schlüsselbundverwaltung „Immer vertrauen“.\nLinux: nach /usr/local/share/ca-certificates legen und „update-ca-certificates“ aufrufen.',
      word: 'Immer vertrauen',
    },
    {
      title: 'Den Browser neu starten',
      text: 'Firefox hat eine eigene Liste: Einstellungen, Datenschutz & Sicherheit, Zertifikate anzeigen, Zertifizierungsstellen, Importieren.',
      word: 'https',
    },
  ],
  download: {
    ios: 'Profil laden',
    android: 'Zertifikat laden',
    computer: 'Zertifikat laden',
  },
  compare: 'Erst vergleichen, dann vertrauen',
  compareText:
    'Die Details des Zertifikats auf diesem Gerät zeigen seinen SHA-256-Fingerabdruck. Es muss der sein, den der Computer in Latchkey unter „Netzwerk“ zeigt.',
  fingerprint: 'Fingerabdruck (SHA-256)',
  check: 'Diese Seite über https öffnen',
  checkHelp: 'Öffnet sie sich ohne Warnung, klappt die Verschlüsselung auf diesem Gerät.',
  checkNowhere:
    'Zum Prüfen die https-Adresse öffnen, die der Computer in Latchkey unter „Netzwerk“ zeigt.',
  apps: 'Welche Apps sie nutzen',
  appsText: 'Browser tun es. Nicht jede App glaubt einem von Hand installierten Zertifikat:',
  app: 'App',
  verdict: 'Mit dem Zertifikat',
  verdicts: {
    yes: 'klappt',
    own: 'hat eine eigene Einstellung dafür',
    any: 'nimmt jedes Zertifikat: verschlüsselt, aber nicht gegen ein falsches geschützt',
    no: 'nicht: die http-Adresse nehmen',
  },
  removal: 'Zum Zurücknehmen das Profil oder Zertifikat an derselben Stelle entfernen.',
  back: 'Zurück zu den Einstellungen für Apps',
};
