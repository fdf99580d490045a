import type { Threat } from '#shared/contract/operations/security';

/** What each kind of alert is called, and what may be behind it. */
const kinds: Record<Threat['kind'], { title: string; help: string }> = {
  failed_attempts: {
    title: 'Many refused attempts',
    help: 'A device may still hold an old key. If none of yours is at this address, shut it out.',
  },
  guessed_keys: {
    title: 'Somebody tries keys',
    help: 'One address tries one key after another. Your keys are far too long to be guessed, yet there is no reason to let it go on.',
  },
  volume_spike: {
    title: 'Far more calls than usual',
    help: 'A script may run in a loop, or somebody else uses the key. Pause it while you find out.',
  },
  new_network: {
    title: 'Used from a new place',
    help: 'Fine when the device is on a journey. If not, the key may have been copied: give it a new text.',
  },
  night_use: {
    title: 'Used at night for the first time',
    help: 'Somebody may simply be awake. If nobody was, pause the key.',
  },
  shared_key: {
    title: 'One key on several devices',
    help: 'Keys are best kept one for each device, so that you can end each on its own.',
  },
  limit_hits: {
    title: 'A key keeps running into its limit',
    help: 'Give it more if it needs more. If nobody knows why, pause it.',
  },
};

/** The security page. */
export const securityEn = {
  lead: 'What needs a look, who is turned away, and how well the doors are shut.',
  alerts: 'What needs a look',
  alertsHelp:
    'Latchkey judges each call as it comes, by what is usual for its key. Nothing leaves this computer. A look back over a log (“latchkey logs analyze”) counts lines instead and may name other things.',
  quiet: 'Nothing unusual',
  quietHelp:
    'When somebody tries keys, or a key is suddenly used far more than before, it is shown here with a button that stops it.',
  kinds,
  severities: { notice: 'Notice', warning: 'Warning', serious: 'Serious' },
  mine: 'It was me',
  mineFor: (what: string) => `It was me: ${what}`,
  seen: 'Seen',
  seenFor: (what: string) => `Seen: ${what}`,
  mineDone: 'Noted as usual. You are not told of this again.',
  seenDone: 'Closed. You are told when it happens again.',
  pauseKey: (name: string) => `Pause ${name}`,
  rotateKey: (name: string) => `New key text for ${name}`,
  banAddress: (address: string) => `Shut ${address} out`,
  paused: (name: string) => `${name} is paused`,
  check: 'How well the doors are shut',
  checkHelp: 'As it is right now. Nothing here is required; each line says what it is good for.',
  marks: { good: 'Good', look: 'Worth a look', bad: 'Act on this', unknown: 'Not known here' },
  checks: {
    secretGood: 'The admin secret is in the keychain',
    secretGoodHelp: 'Other programs cannot simply read it from a file.',
    secretOutside: 'The admin secret is not in a keychain',
    secretOutsideHelp:
      'The keychain of this computer could not be used, so the secret lies beside your data, readable for your account only.',
    secretUnknown: 'The admin secret is for you to keep safe',
    secretUnknownHelp:
      'A browser cannot see whether it is in a keychain. Keep it where you keep passwords, and make a new one if it may be known.',
    toSecret: 'Make a new secret',
    encryptedGood: 'Calls cannot be read on their way',
    encryptedGoodHelp: 'Other devices connect with HTTPS or Tailscale, or not at all.',
    encryptedHttps: 'HTTPS is on, and plain HTTP is open too',
    encryptedHttpsHelp:
      'Use the https:// address in your devices. Whoever uses the http:// one is not protected.',
    plain: 'Calls from other devices are not encrypted',
    plainHelp: (names: string) =>
      `On ${names}, others in the same network could read calls, keys included. Switch HTTPS on.`,
    toNetwork: 'Open Network',
    opened: (names: string) => `Open to: ${names}`,
    openedHelp: 'Close each way in that no device uses.',
    openedNone: 'Only this computer can connect',
    openedNoneHelp: 'No other device reaches the gateway.',
    openedPublic: 'The gateway is open to the internet',
    openedPublicHelp: 'Anyone can knock there. Tailscale is the safer way in from afar.',
    weak: (count: number) => `${count} weak ${count === 1 ? 'key' : 'keys'}`,
    weakHelp: 'They came from an older gateway. Give each a new text, above.',
    weakNone: 'No key is weak',
    weakNoneHelp: 'Keys made here are random and long.',
    endless: (count: number) => `${count} ${count === 1 ? 'key never ends' : 'keys never end'}`,
    endlessHelp: (names: string) =>
      `For a guest or a trial, a last day means one thing less to remember. Without one: ${names}`,
    endlessNone: 'Every key ends by itself',
    endlessNoneHelp: 'A key that is forgotten goes on its own.',
    unlimited: (count: number) =>
      `${count} ${count === 1 ? 'key has' : 'keys have'} no daily or monthly limit`,
    unlimitedHelp: (names: string) =>
      `A limit stops a runaway script, and whoever found the key. Without one: ${names}`,
    unlimitedNone: 'Every key has a daily or monthly limit',
    unlimitedNoneHelp: 'A lost key can do only so much.',
    noKeys: 'There is no active key',
    noKeysHelp: 'No device can use your services yet.',
    toKeys: 'Open Keys',
    exposed: (names: string) => `Other devices reach ${names} without the gateway`,
    exposedHelp:
      'It listens to the whole network, so anyone there can use it without a key. Set it to listen on 127.0.0.1 only.',
    exposedNone: 'No service can be reached around the gateway',
    exposedNoneHelp: 'The AI programs of this computer answer this computer only.',
    toServices: 'Open Services',
  },
  weakTitle: 'Weak keys',
  weakText:
    'They came from an older gateway and are easier to guess than keys made here. Devices keep working until you change them.',
  rotateButton: 'New key text',
  rotateFor: (name: string) => `New key text for ${name}`,
  rotateTitle: (name: string) => `A new key for ${name}?`,
  rotateText:
    'The old text ends at once. Name, services and limits stay. Enter the new one in the device.',
  rotateYes: 'Make new key',
  onceTitle: (name: string) => `The new key for ${name}`,
  onceText: 'This is the only time it is shown. Copy it now.',
  key: 'Key',
  bans: 'Who is turned away',
  bansHelp: 'Addresses that may not call, until a time that you choose.',
  banAdd: 'Turn an address away',
  banNone: 'No address is turned away.',
  banTitle: 'Turn an address away',
  banText: 'Its calls are refused before anything else is looked at.',
  banAddressLabel: 'Address or network',
  banAddressHelp: 'Such as 192.168.1.77, or 203.0.113.0/24 for a whole network',
  banReason: 'Why',
  banReasonHelp: 'For yourself, so that you know it later',
  banReasonUsual: 'Tried keys',
  banFor: 'For how long',
  banTimes: {
    hour: '1 hour',
    day: '1 day',
    week: '1 week',
    month: '30 days',
    year: '1 year',
  },
  banKeys: 'Also calls with a good key',
  banKeysHelp:
    'Leave it off to be safe: then devices of your family that hold a key get through even from this address.',
  banYes: 'Turn away',
  banRefused: 'This address cannot be turned away',
  banRefusedHelp:
    'Write an address such as 192.168.1.77 or a network such as 203.0.113.0/24. Addresses of this computer itself are never turned away.',
  banned: (cidr: string) => `${cidr} is turned away`,
  banUntil: (when: string) => `until ${when}`,
  banAll: 'Good keys too',
  banLift: 'Let in again',
  banLiftFor: (cidr: string) => `Let ${cidr} in again`,
  lifted: (cidr: string) => `${cidr} may call again`,
  automatic: 'Must wait for now',
  automaticHelp:
    'Too many wrong keys came from here. Only its wrong attempts are slowed down, and it ends by itself.',
  automaticReason: 'Too many wrong keys',
  forget: 'Forget it',
  forgetFor: (cidr: string) => `Forget the failures of ${cidr}`,
};
