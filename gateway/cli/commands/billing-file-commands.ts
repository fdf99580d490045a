import type { Command, CommandContext } from '../command';
import { usageError } from '../exit-code';
import { findKey } from '../key-reference';
import { findPerson } from '../person-reference';
import { OUTPUT_FLAG, saveExport } from '../save-export';
import { toMonth } from './billing-commands';
import { daysRange } from './record-commands';

const EXPORTS = ['csv', 'jsonl'] as const;
const RECEIPTS = ['pdf', 'csv'] as const;

async function exportCalls(context: CommandContext): Promise<void> {
  const { given, now, api: connect } = context;
  const format = EXPORTS.find((each) => each === given.text('format')) ?? 'csv';
  const api = await connect();
  await saveExport(context, await api.billing.export({ format, ...daysRange(given, now()) }));
}

async function whose({ given, api: connect }: CommandContext) {
  const [person, key] = [given.text('person'), given.text('key')];
  if ((person === undefined) === (key === undefined)) {
    throw usageError('Say whose receipt: --person or --key.');
  }
  const api = await connect();
  if (person !== undefined) {
    return { person: findPerson((await api.people.list({})).people, person).id };
  }
  return { keyId: findKey((await api.keys.list({})).keys, key ?? '').id };
}

async function receipt(context: CommandContext): Promise<void> {
  const { given, api: connect } = context;
  const month = toMonth(given.text('month') ?? '');
  const format = RECEIPTS.find((each) => each === given.text('format')) ?? 'pdf';
  const asked = { ...(await whose(context)), month, format };
  const api = await connect();
  await saveExport(context, await api.billing.receipt(asked));
}

/** Bills as files. */
export const billingFileCommands: readonly Command[] = [
  {
    path: ['billing', 'export'],
    summary: 'Save every single call as a file, oldest first',
    operands: [],
    flags: [
      { name: 'format', value: 'FORMAT', choices: EXPORTS, text: '"csv" when not said' },
      { name: 'days', value: 'N', text: 'so many days back' },
      OUTPUT_FLAG,
    ],
    example: 'latchkey billing export --format jsonl --days 30',
    needsGateway: true,
    run: exportCalls,
  },
  {
    path: ['billing', 'receipt'],
    summary: 'Save what a person or a key used in a month',
    operands: [],
    flags: [
      { name: 'person', value: 'PERSON', text: 'of a person' },
      { name: 'key', value: 'ID', text: 'of one key' },
      { name: 'month', value: 'YYYY-MM', text: 'which month' },
      { name: 'format', value: 'FORMAT', choices: RECEIPTS, text: '"pdf" when not said' },
      OUTPUT_FLAG,
    ],
    example: 'latchkey billing receipt --person mum --month 2026-11',
    needsGateway: true,
    run: receipt,
  },
];
