/** How a service was of late, how a test is to be read, and what is wrong with an address. */
export const serviceWatchEn = {
  history: 'The last 24 hours',
  historySince: (time: string) =>
    `Since ${time}, when Latchkey began to watch. Before that nothing is known.`,
  part: (state: string, from: string, until: string) => `${state} from ${from} to ${until}`,
  now: 'now',
  alwaysUp: 'It answered whenever it was asked.',
  downtimes: (count: number, minutes: string) =>
    `${count === 1 ? 'Once' : `${count} times`} without an answer, ${minutes} in all.`,
  neverAsked: 'Nobody has asked it yet.',
  states: { up: 'Answered', down: 'No answer', unknown: 'Not asked' },
  minutes: (minutes: number) => (minutes < 1 ? 'less than a minute' : `${minutes} min`),
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  testedHow: (address: string) => `Latchkey asked ${address}.`,
  statusWas: (status: number) => `It answered with status ${status}.`,
  paused: (name: string) => `${name} is paused`,
  resumed: (name: string) => `${name} is on again`,
  defaultNow: (name: string) => `${name} answers when nothing else is named`,
  badUrl: {
    syntax: 'This is not a web address. One looks like http://127.0.0.1:11434',
    scheme: 'An address begins with http:// or https://',
    user: 'Leave name and password out of the address. A key goes into the field below.',
    query: 'Leave out everything from “?” or “#” on.',
    path: 'The part after the host must be plain: no %, no \\, no //.',
    address: 'This address never belongs to an AI program. Enter the one the program shows.',
    own_port: 'This is Latchkey itself. Enter the address of the program behind it.',
  },
  useInstead: (url: string) => `Use ${url}`,
};
