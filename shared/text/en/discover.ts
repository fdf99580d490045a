import type { FoundService } from '#shared/contract/operations/services';

type HintCode = NonNullable<FoundService['hint']>['code'];

/** What a look for AI programs on this computer finds. */
export const discoverEn = {
  look: 'Look for services',
  looking: 'Looking',
  title: 'Found on this computer',
  help: 'Programs that answer here. Add what your devices shall use.',
  busy: 'Looking for AI programs on this computer. It takes two seconds.',
  unnamed: 'OpenAI-compatible server',
  none: 'Nothing found',
  noneHelp:
    'Start Ollama, LM Studio or another AI program and look again. A program on another computer is added by its address, with “Add service”.',
  again: 'Look again',
  close: 'Hide',
  add: 'Add',
  addFor: (name: string) => `Add ${name}`,
  addKey: 'Add with its key',
  added: 'Added already',
  addedNow: (name: string) => `${name} was added`,
  version: (version: string) => `version ${version}`,
  models: (count: number) => `${count} ${count === 1 ? 'model' : 'models'}`,
  exposed:
    'Other devices can reach it without the gateway and without a key. Set it to listen on 127.0.0.1 only.',
  needsKey: 'Asks for a key of its own',
  hints: {
    start_with_api:
      'Its API is off. Start it with its API switched on (such as --api), then look again.',
    is_gateway: 'This passes calls on to other programs. Add the program behind it if you can.',
    not_http: 'It speaks a language that devices cannot use through the gateway.',
  } satisfies Record<HintCode, string>,
};

/** What stands under “More” in the dialog of a service. */
export const serviceMoreEn = {
  addresses: 'Several computers',
  addressesState: (count: number) => (count === 1 ? 'One address' : `${count} addresses`),
  addressesHelp:
    'When the same program runs on more than one computer, calls are shared out, and one that fails is left out.',
  address: (place: number) => `Address ${place}`,
  first: 'The address above',
  weight: 'Share',
  weightHelp: 'A 2 gets twice as many calls as a 1; a 0 only when no other is left',
  wake: 'Wake it up',
  wakeHelp: 'Its hardware address, such as 3c:52:82:1a:0b:9f. Empty: it does not sleep.',
  wakeWrong: 'Six pairs of digits with colons, such as 3c:52:82:1a:0b:9f',
  addAddress: 'Add another address',
  removeAddress: (place: number) => `Remove address ${place}`,
  remove: 'Remove',
  balance: 'How calls are shared out',
  balances: {
    weighted: 'By share',
    'least-busy': 'To the least busy',
    sticky: 'Same device, same computer',
  },
  waiting: 'Waiting and keeping',
  waitingState: (queue: number, cache: number) =>
    [queue > 0 ? `waits ${queue} s` : '', cache > 0 ? `keeps ${cache} s` : '']
      .filter(Boolean)
      .join(', ') || 'As usual',
  queue: 'A call may wait for its turn (seconds)',
  queueHelp: 'When the service is busy. 0 refuses at once.',
  cache: 'Keep answers (seconds)',
  cacheHelp: 'Of calls that change nothing, such as lists of models. Empty keeps none.',
  headers: 'Headers',
  headersState: (count: number) =>
    count === 0 ? 'Untouched' : `${count} ${count === 1 ? 'rule' : 'rules'}`,
  headersHelp: 'Set or take away what travels with each call. Most people never need this.',
  requestHeaders: 'On the way to the service',
  responseHeaders: 'On the way back',
  headerName: 'Name',
  headerValue: 'Value',
  headerValueHelp: 'Empty takes the header away',
  headerNameWrong: 'Letters, digits and dashes only',
  addHeader: 'Add a rule',
  addRequestHeader: 'Add a rule for the way to the service',
  addResponseHeader: 'Add a rule for the way back',
  removeHeader: (name: string) => `Remove the rule for ${name}`,
  targets: 'Each address',
};
