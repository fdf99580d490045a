/** The settings page. */
export const settingsEn = {
  lead: 'How the gateway and this window behave.',
  appearance: 'Appearance',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  startAtLogin: 'Start when I log in',
  startAtLoginHelp: 'Latchkey starts in the background, so your devices can always connect.',
  gateway: 'Gateway',
  allowedHosts: 'Names this computer answers to',
  allowedHostsHelp:
    'One per line, such as nas.local. Addresses and localhost always work. Other names are refused, so that a web page cannot sneak in.',
  currency: 'Currency',
  currencyHelp: 'Three letters, such as EUR. Only a label: prices are not converted.',
  saved: 'Settings saved',
  panel: 'Panel and admin secret',
  code: 'Open this panel in a browser',
  codeHelp: 'A code that works once, within 3 minutes.',
  createCode: 'Make a code',
  codeLabel: 'One-time code',
  codeLink: 'Link that signs in',
  codeExpires: (time: string) => `Works until ${time}`,
  rotate: 'Admin secret',
  rotateHelp: 'Whoever has it can change everything. Make a new one if it may be known.',
  rotateButton: 'Make a new secret',
  rotateTitle: 'Make a new admin secret?',
  rotateText:
    'The old one ends at once: scripts and browsers that use it are signed out. Keys for devices are not affected.',
  rotateYes: 'Make a new one',
  secretTitle: 'The new admin secret',
  secretText: 'It is shown only now. Keep it where you keep passwords.',
  keychain: 'Keychain',
  keychains: {
    found: 'The secret is kept in the keychain of this computer',
    absent: 'There is no secret in the keychain yet',
    unavailable:
      'The keychain cannot be used, so the secret is kept nowhere. A browser signs in with a one-time code',
  },
  about: 'About',
  version: 'Version',
  dataFolder: 'Data folder',
  openFolder: 'Show folder',
  startedAt: 'Running since',
  host: 'Runs as',
  hosts: { desktop: 'Desktop app', headless: 'Without a window' },
  docs: 'Admin API',
  docsLink: 'Open the description',
  quit: 'Quit Latchkey',
};

/** The sign-in page of a browser. */
export const signInEn = {
  title: 'Sign in to Latchkey',
  text: 'This panel manages the gateway. Only its owner may enter.',
  secret: 'Admin secret or one-time code',
  help: 'In the desktop app, open Settings and choose “Make a code”. Without a window, use the admin secret from the first start.',
  submit: 'Sign in',
  endedEarly:
    'Your sign-in has ended: Latchkey was started again or has a new admin secret. Sign in once more.',
  endedUnused:
    'Your sign-in has ended: this page was not in use for 15 minutes. Sign in once more.',
  wrong:
    'That is not right. Codes work once and for 3 minutes. Lost the secret? Start once with --new-admin-secret.',
};
