/** Every sentence of the dashboard for a tablet on the wall, in English. */
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
};

export type DashboardTexts = typeof dashboardEn;
