import type { Way } from '#shared/contract/operations/pairing';

type Problem = NonNullable<Way['problem']>;

/** Connecting a device by a code that its camera reads. */
export const pairingEn = {
  connect: 'Connect a device',
  title: 'Connect a device',
  text: 'Hold its camera to the code. It gets a key of its own.',
  making: 'Making the code',
  scan: 'Open the camera of your phone and hold it to the code.',
  qr: 'QR code that connects one device',
  timer: (left: string) => `Good for one device, ${left} more`,
  place: (name: string, address: string) => `${name}, ${address}`,
  copyLink: 'Copy link',
  copyLinkThing: 'the link',
  steps: 'How far it is',
  waiting: 'Waiting for your phone',
  opened: 'Your phone has opened the page',
  openedNext: 'On the phone, press “Connect”.',
  paired: (name: string) => `${name} is connected`,
  pairedNext: 'On the phone, ask your AI something.',
  answered: (took: string) => `First answer received in ${took}, done`,
  answeredSoon: 'First answer received, done',
  open: 'Opened',
  connected: 'Connected',
  firstAnswer: 'First answer',
  from: (address: string) => `from ${address}`,
  over: {
    expired: {
      title: 'This code is too old',
      help: 'A code is good for three minutes, so that nobody finds an old one.',
    },
    cancelled: {
      title: 'This code was taken back',
      help: 'Another one was made since, here or in another window.',
    },
    unreachable: {
      title: 'This code leads nowhere now',
      off: (place: string) => `Switched off: ${place}. A new code takes an address that works.`,
      gone: (place: string) =>
        `Devices no longer get in here: ${place}. A new code takes an address that works.`,
    },
  },
  again: 'Show a new code',
  another: 'Connect another',
  finish: 'Done',
  help: {
    title: 'Nothing happens on the phone?',
    wifi: 'Use the same Wi-Fi',
    wifiHelp:
      'Phone and computer must be in the same home network. Switch mobile data off for a moment if the phone insists on it.',
    guest: 'Not the guest network',
    guestHelp:
      'A guest network keeps its devices apart on purpose, often called client isolation. Use the main one, or switch that off in the router.',
    vpn: 'No VPN on the phone',
    vpnHelp: 'With a VPN, the phone does not see your home. Switch it off for a moment.',
    tailscale: 'Tailscale on the phone',
    tailscaleHelp:
      'The Tailscale app must be there, switched on, and signed in to the same account as on this computer.',
    firewall: (name: string) => `${name} may keep the phone out`,
    firewallHelp: 'It runs on this computer. This line in a terminal lets devices in:',
    firewallAsk: 'It runs on this computer. Let Latchkey through in its settings.',
    firewallAny: 'A firewall on this computer',
    firewallAnyHelp: 'It may keep the phone out. Let Latchkey through in its settings.',
    command: 'the command',
    others: 'Try another address',
  },
  none: {
    title: 'Devices cannot reach this computer yet',
    text: 'None of the ways in works for a phone right now. The lines below say why.',
    nothing: 'This computer has no network address. Connect it to your Wi-Fi, then try again.',
    switchOn: 'Switch on',
    switchOnFor: (name: string) => `Switch on ${name}`,
    again: 'Try again',
    network: 'Open the network page',
    problems: {
      off: 'Switched off. Devices may not connect this way.',
      this_computer_only: 'Only programs on this computer can use it.',
      port_taken: 'Another program has the port. End that program, or choose another port.',
      address_gone: 'The address went away. Is the cable in, and the Wi-Fi on?',
      not_answering: 'Nothing answers there. A firewall on this computer may be in the way.',
      failed: 'The system does not let Latchkey listen there. A restart of the computer may help.',
    } satisfies Record<Problem, string>,
  },
  more: {
    title: 'More',
    usual: 'Everything, for anybody, for good',
    changed: 'Your choice',
    address: 'Address',
    best: 'The best that works',
    apply: 'Show a code for this',
    stale: 'The code still stands for what you chose before.',
  },
  phoneInstead:
    'For a phone or tablet, “Connect a device” is easier: it holds its camera to a code, and there is nothing to type.',
};
