/** The usage page, and what pages with figures share. */
export const usageEn = {
  lead: 'How much is used, by whom and of what. Every figure comes from the gateway.',
  range: 'Time range',
  ranges: {
    today: 'Today',
    week: '7 days',
    days: '30 days',
    month: 'This month',
    custom: 'Custom',
  },
  from: 'From',
  until: 'Until',
  badRange: 'The last day must not be before the first.',
  empty: 'Nothing was used in this time',
  emptyHelp:
    'As soon as a device calls a service with its key, the calls, AI tokens and costs stand here. Try another time range.',
  totals: {
    calls: 'Calls',
    billed: 'Billed',
    refused: 'Refused',
    failed: 'Failed',
    tokens: 'AI tokens',
    data: 'Data',
    cost: 'Cost',
  },
  billed: (count: string) => `${count} on the bill`,
  cached: (count: string) => `${count} from a cache`,
  inOut: (got: string, sent: string) => `${got} in, ${sent} out`,
  chart: 'Calls over time',
  chartLabel: 'Calls and errors over the chosen time, use the arrow keys to read them',
  tables: 'Show by',
  table: { service: 'Service', key: 'Key', person: 'Person', model: 'Model' },
  byName: {
    service: 'Usage by service',
    key: 'Usage by key',
    person: 'Usage by person',
    model: 'Usage by model',
  },
  tableEmpty: {
    service: 'No service was used in this time.',
    key: 'No key was used in this time.',
    person: 'No key of a person was used in this time.',
    model: 'No call in this time named a model.',
  },
  removed: 'Removed',
  removedId: (id: string) => `Removed (${id})`,
  columns: {
    name: 'Name',
    calls: 'Calls',
    tokensIn: 'Tokens in',
    tokensOut: 'Tokens out',
    data: 'Data',
    cost: 'Cost',
  },
  more: (count: number) => `Show ${count} more`,
  single: 'Every single call stands under Activity.',
  toActivity: 'Open Activity',
};

/** The card of the overview. */
export const monthEn = {
  title: 'This month',
  help: 'What everything together has cost. It is reckoned only; nobody is charged.',
  people: 'Who used it most',
  keys: 'Keys that were used most',
  calls: (count: string) => `${count} calls`,
  all: 'Open Billing',
};
