/** More lines of the list on the security page, and what mends them. */
export const doorsEn = {
  score: (good: number, all: number) => `${good} of ${all} are fine`,
  certificateNone: 'There is no certificate for HTTPS yet',
  certificateNoneHelp:
    'It is made as soon as HTTPS is on, and lets devices call without being read along.',
  certificateGood: (date: string) => `The certificate for HTTPS is good until ${date}`,
  certificateGoodHelp:
    'Devices that trust it know that they talk to this computer. It is renewed by itself.',
  certificateSoon: (days: number) =>
    days === 1 ? 'The certificate ends tomorrow' : `The certificate ends in ${days} days`,
  certificateOver: 'The certificate has ended',
  certificateOverHelp:
    'Devices refuse HTTPS until there is a new one. It should have been renewed by itself.',
  certificateProblem: 'HTTPS does not work',
  httpsOn: 'Switch HTTPS on',
  httpsDone: 'HTTPS is on',
  closePublic: 'Close it',
  closed: (name: string) => `${name} is closed`,
  alertsNone: 'No alert is open',
  alertsNoneHelp: 'Latchkey watches for wrong keys, unusual amounts and new places.',
  alerts: (count: number) => `${count} ${count === 1 ? 'alert is' : 'alerts are'} open`,
  alertsHelp: 'Say of each whether it was you. What is left open is easily missed the next time.',
  paths: (names: string) => `Dangerous paths are open for ${names}`,
  pathsHelp: 'They can change or delete what a service holds. Close what is no longer needed.',
  pathsNone: 'No key may use dangerous paths',
  pathsNoneHelp: 'Models cannot be deleted and settings cannot be read with a key.',
  callers: 'Only chosen networks may call',
  callersHelp: 'Whoever calls from elsewhere is refused, even with a good key.',
  callersAll: 'Whoever reaches this computer may call with a key',
  callersAllHelp: 'At home that is usually right. A list of networks keeps everybody else out.',
  idle: (count: number) =>
    count === 1 ? '1 key was not used for 90 days' : `${count} keys were not used for 90 days`,
  idleHelp: (names: string) => `A key that nobody uses is only there to be found. Unused: ${names}`,
  idleNone: 'Every key is in use',
  idleNoneHelp: 'No key lies around that nobody needs.',
  pauseIdle: (count: number): string => (count === 1 ? 'Pause it' : 'Pause them'),
  pausedIdle: (count: number) => (count === 1 ? '1 key is paused' : `${count} keys are paused`),
};
