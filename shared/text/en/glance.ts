/** The overview at a glance: who is served now, how the services are, what it saves. */
export const glanceEn = {
  now: 'Being served',
  idle: 'Nobody is being served',
  idleHelp:
    'As soon as a device asks something, it stands here with its service and how long it takes.',
  live: (key: string, service: string) => `${key} uses ${service}`,
  of: (person: string) => `of ${person}`,
  since: (time: string) => `since ${time}`,
  running: (time: string) => `for ${time}`,
  begun: 'just begun',
  seconds: (seconds: number) => `${seconds} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  more: (count: number) => `and ${count} more`,
  waiting: 'Waiting for their turn',
  waits: (count: number, service: string) =>
    `${count} ${count === 1 ? 'call waits' : 'calls wait'} for ${service}`,
  services: 'Services',
  servicesNone: 'No service yet. Add the first one, and its state stands here.',
  addService: 'Add a service',
  allUp: (count: number) => (count === 1 ? 'It answers' : `All ${count} answer`),
  someDown: (count: number) => `${count} ${count === 1 ? 'does' : 'do'} not answer`,
  openServices: 'Open Services',
  cloud: 'In the cloud it would have cost',
  cloudHelp: (asOf: string) => `The same use this month, by published prices as of ${asOf}.`,
  cloudNone:
    'Nothing to compare yet: no model of this month has a published price to compare with.',
  openCloud: 'See how it is reckoned',
  exact: (amount: string) => `Exactly ${amount}`,
  withoutPerson: 'Keys without a person',
};
