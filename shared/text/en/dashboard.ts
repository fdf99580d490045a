/** Every sentence of the pages that the gateway makes itself, in English: the dashboard, and `away` for who is not let in. */
export const dashboardEn = {
  title: 'Latchkey',
  running: 'Running',
  paused: 'Paused',
  asOf: (time: string) => `As of ${time}`,
  now: 'Right now',
  waiting: (count: number) => `${count} waiting`,
  calls: 'Calls',
  day: 'last 24 hours',
  refused: 'Turned away',
  cost: 'Cost',
  services: 'Services',
  servicesNone: 'No service has been added yet.',
  health: { up: 'Answers', down: 'Not answering', unknown: 'Not tested yet', paused: 'Paused' },
  devices: 'Who, in the last 24 hours',
  devicesNone: 'Nobody has called yet.',
  callCount: (count: number, text: string) => `${text} ${count === 1 ? 'call' : 'calls'}`,
  allowances: 'More than half used up',
  used: (percent: string) => `${percent} used`,
  lookOnly: 'This page renews itself every half a minute. It can be looked at, and nothing else.',
  away: {
    banned: {
      title: 'This device is turned away for now',
      text: 'Whoever looks after this Latchkey does not let its address in at the moment.',
      help: 'If that is a mistake, ask them: under Security, in Latchkey’s window, they can let you in again. Then load this page again.',
    },
    notAllowed: {
      title: 'Not from this address',
      text: 'Whoever looks after this Latchkey does not let anybody in from this address.',
      help: 'If that is a mistake, ask them to look at Network in Latchkey’s window, or use the Wi-Fi that they gave you.',
    },
    tooMany: {
      title: 'Too many wrong tries',
      text: 'From this address came too many keys or codes that were not right.',
      help: 'Wait a minute, then load this page again. If it stays, ask whoever looks after this Latchkey for a new code.',
    },
    noKey: {
      title: 'Scan a code to come in',
      text: 'There is nothing to type in here. Each device comes in with a code of its own.',
      help: 'Ask whoever looks after this Latchkey: its window shows a code under “Connect a device”. Point your camera at it.',
    },
    paused: {
      title: 'This dashboard is paused',
      text: 'Whoever looks after this Latchkey has paused it for now.',
      help: 'There is nothing to do here: this page looks again by itself, and comes back when they resume it.',
    },
    ended: {
      title: 'This dashboard has ended',
      text: 'Its address worked for a while and does not any more.',
      help: 'Ask whoever looks after this Latchkey for a new one. They make it under Keys.',
    },
    unknown: {
      title: 'There is no dashboard here',
      text: 'This address does not belong to a dashboard. A letter of it may be missing.',
      help: 'Open the address again as you were given it, or ask whoever looks after this Latchkey for a new one. They make it under Keys.',
    },
    later: {
      title: 'Not just now',
      text: 'Latchkey cannot show the dashboard at the moment.',
      help: 'There is nothing to do here: this page looks again by itself.',
    },
  },
};

export type DashboardTexts = typeof dashboardEn;
