import { kindsEn } from './findings';

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** The page of services. */
export const servicesEn = {
  lead: 'The AI programs that your devices may use.',
  add: 'Add service',
  empty: 'No service yet',
  emptyHelp:
    'A service is a program on this computer or in your home, such as Ollama or Stable Diffusion. Add one, and Latchkey puts a lock and a meter in front of it.',
  kinds: kindsEn,
  addTitle: 'Add a service',
  addText: 'Choose the program. Its usual address is filled in for you.',
  editTitle: (name: string) => `Change ${name}`,
  editText: 'Devices keep their keys.',
  name: 'Name',
  kind: 'Kind',
  url: 'Address',
  urlHelp: 'Where the program listens, such as http://127.0.0.1:11434',
  upstreamKey: 'Key of the service',
  upstreamKeyHelp:
    'Only if the program itself asks for one. It is sent as “Authorization: Bearer …” and never shown again.',
  upstreamKeySet: 'One is set. Leave this empty to keep it.',
  isDefault: 'Use for apps that cannot choose a service',
  isDefaultHelp: 'Answers the plain OpenAI and Ollama addresses when nothing else decides.',
  dropKey: 'Remove the key of the service',
  dropKeyHelp: 'Calls then go to the program without one.',
  moreSettings: 'More',
  firstByte: 'Wait for the first answer (seconds)',
  firstByteHelp:
    'A large model can take minutes to load. Leave it empty for what is usual for this kind.',
  test: 'Test now',
  testing: 'Testing',
  tested: (ms: string) => `Answered in ${ms}`,
  models: (count: number) => `${count} ${plural(count, 'model', 'models')} found`,
  more: (count: number) => `and ${count} more`,
  gatewayPath: 'Path on the gateway',
  default: 'Default',
  paused: 'Paused',
  health: { up: 'Answers', down: 'Not answering', unknown: 'Not tested yet' },
  edit: 'Change',
  pause: 'Pause',
  resume: 'Switch on',
  makeDefault: 'Make default',
  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText:
    'Devices can no longer use it, and keys that named it lose it. The program itself is not touched, and its usage stays on record.',
  removed: (name: string) => `${name} was removed`,
  saved: (name: string) => `${name} was saved`,
};
