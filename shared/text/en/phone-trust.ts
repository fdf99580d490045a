/** How a phone comes to trust the certificate of the gateway, in English. */
export const phoneTrustEn = {
  heading: 'Switch on encryption',
  lead: 'Latchkey makes its own certificate. Once this device trusts it, nobody in the Wi-Fi can read along.',
  already: 'Encryption works: this page came over it',
  platform: 'Kind of device',
  platforms: { ios: 'iPhone, iPad', android: 'Android', computer: 'Computer' },
  ios: [
    {
      title: 'Download',
      text: 'Tap the button in Safari and allow the download.',
      word: 'Allow',
    },
    {
      title: 'Install',
      text: 'Open Settings. Near the top: “Profile Downloaded”. Tap it, then Install.',
      word: 'Profile Downloaded',
    },
    {
      title: 'Switch on',
      text: 'Settings, General, About, at the very bottom: Certificate Trust Settings. Switch on “Latchkey”.',
      word: 'Latchkey',
    },
  ],
  android: [
    { title: 'Download', text: 'Tap the button and keep the file.', word: 'latchkey.crt' },
    {
      title: 'Install',
      text: 'Settings: search for “CA certificate”. It is under Security, “Encryption & credentials”, “Install a certificate”.',
      word: 'CA certificate',
    },
    {
      title: 'Confirm',
      text: 'Android warns of every certificate: “Install anyway”. Then choose the file latchkey.crt.',
      word: 'Install anyway',
    },
  ],
  computer: [
    { title: 'Download', text: 'Click the button and keep the file.', word: 'latchkey.crt' },
    {
      title: 'Install',
      text: 'Windows: open it, “Install Certificate”, “Trusted Root Certification Authorities”.\nMac: open it, then in Keychain Access set it to “Always Trust”.\nLinux: put it into /usr/local/share/ca-certificates and run “update-ca-certificates”.',
      word: 'Always trust',
    },
    {
      title: 'Start the browser again',
      text: 'Firefox keeps its own list: Settings, Privacy & Security, View Certificates, Authorities, Import.',
      word: 'https',
    },
  ],
  download: {
    ios: 'Download the profile',
    android: 'Download the certificate',
    computer: 'Download the certificate',
  },
  compare: 'Compare before you trust it',
  compareText:
    'The details of the certificate on this device show its SHA-256 fingerprint. It must be the one that the computer shows in Latchkey, under Network.',
  fingerprint: 'Fingerprint (SHA-256)',
  check: 'Open this page over https',
  checkHelp: 'If it opens without a warning, encryption works on this device.',
  checkNowhere:
    'To check, open the https address that the computer shows in Latchkey under Network.',
  apps: 'Which apps use it',
  appsText: 'Browsers do. Not every app believes a certificate that was installed by hand:',
  app: 'App',
  verdict: 'With the certificate',
  verdicts: {
    yes: 'works',
    own: 'has a setting of its own',
    any: 'accepts every certificate: encrypted, but not protected against a false one',
    no: 'does not: use the http address',
  },
  removal: 'To take it back, remove the profile or certificate in the same place.',
  back: 'Back to the app settings',
};
