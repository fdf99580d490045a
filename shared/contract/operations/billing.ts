import * as z from 'zod';
import { Count, Id, Language, label, NanoText } from './fields';
import { Energy, Price, PriceRule, PriceScope } from './prices';
import { Amount } from './allowances';

/** Stands in every answer that shows money: the amounts are reckoned in the owner's currency, and nobody pays anything. */
const money = { currency: z.string(), simulated: z.literal(true) };

/** What a bill adds up. */
const Bill = z.object({
  calls: Count,
  /** Of the calls, those that are on the bill. */
  billed: Count,
  tokensIn: Count,
  tokensOut: Count,
  costNano: NanoText,
});
export type Bill = z.infer<typeof Bill>;

/** Null: it has been removed since; what it used stays on the bill. */
const name = z.string().nullable();

const Cycle = Bill.extend({
  id: Count,
  startedAtMs: Count,
  /** Null while it is open. */
  closedAtMs: Count.nullable(),
  note: z.string(),
});

/** Of a key or a person: the open cycle, and everything since the beginning. */
const sinceThen = {
  requests: Count,
  totalCostNano: NanoText,
  everRequests: Count,
  everCostNano: NanoText,
};

const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/);

/** A file to be fetched at /admin/v1/exports/<name>. */
const file = { name: z.string(), rows: Count, bytes: Count };

const CloudPrice = z.object({
  id: z.string(),
  label: z.string(),
  /** Where and when the price was read. */
  source: z.string(),
  date: z.string(),
});

export const billing = {
  summary: {
    kind: 'query',
    summary: 'What was spent in a time range or a billing cycle, by service, key, person and model',
    input: z.object({
      fromMs: Count.optional(),
      toMs: Count.optional(),
      /** The open cycle when neither it nor a range is named. */
      cycle: Count.or(z.literal('open')).optional(),
    }),
    output: z.object({
      ...money,
      /** What was really counted: whole minutes, long ago quarters or hours. Null when a cycle was asked for. */
      range: z.object({ fromMs: Count, toMs: Count }).nullable(),
      totals: Bill,
      byService: z.array(Bill.extend({ serviceId: Id, name })),
      byKey: z.array(Bill.extend({ keyId: Id, name })),
      byPerson: z.array(Bill.extend({ person: Id, name })),
      /** Empty for a cycle: those are not kept by model. The name is empty for calls without one. */
      byModel: z.array(Bill.extend({ model: z.string() })),
    }),
  },
  keys: {
    kind: 'query',
    summary: 'What each key costs per request and has cost, in the open cycle and in all',
    input: z.object({}),
    output: z.object({
      ...money,
      keys: z.array(
        z.object({
          keyId: Id,
          name,
          person: z.string().nullable(),
          /** Where no price of a service or a model says otherwise. */
          pricePerRequestNano: NanoText,
          ...sinceThen,
        }),
      ),
    }),
  },
  people: {
    kind: 'query',
    summary: 'What each person has cost, in the open cycle and in all',
    input: z.object({}),
    output: z.object({
      ...money,
      people: z.array(z.object({ person: Id, name, ...sinceThen })),
    }),
  },
  prices: {
    kind: 'query',
    summary: 'Every price that was set, the price of everything else, and the energy tariff',
    input: z.object({}),
    output: z.object({
      ...money,
      prices: z.array(PriceRule),
      defaultPricePerRequestNano: Amount,
      energy: Energy.nullable(),
    }),
  },
  setPrice: {
    kind: 'command',
    summary: 'Set a price; only the fields sent are changed, and one without any field is removed',
    input: z.object({ scope: PriceScope, price: Price.partial() }),
    output: z.object({ ...money, prices: z.array(PriceRule) }),
  },
  closeCycle: {
    kind: 'command',
    summary: 'Close the billing cycle and begin the next; what was closed stays on record',
    input: z.object({ note: label(200).optional() }),
    output: z.object({ ...money, closed: Cycle }),
  },
  cycles: {
    kind: 'query',
    summary: 'All billing cycles with their totals, the open one first',
    input: z.object({}),
    output: z.object({ ...money, cycles: z.array(Cycle) }),
  },
  export: {
    kind: 'command',
    summary: 'Write every single call of a time range to a file, oldest first',
    input: z.object({
      format: z.enum(['csv', 'jsonl']),
      fromMs: Count.optional(),
      toMs: Count.optional(),
    }),
    output: z.object({ ...money, ...file }),
  },
  receipt: {
    kind: 'command',
    summary: 'Write what a person or a key used in a month to a file',
    input: z
      .object({
        person: Id.optional(),
        keyId: Id.optional(),
        month: Month,
        format: z.enum(['pdf', 'csv']),
        /** In which it is written, where the settings leave it to the system. */
        language: Language.optional(),
      })
      .refine(({ person, keyId }) => (person === undefined) !== (keyId === undefined), {
        path: ['person'],
        message: 'name a person or a key, and only one of them',
      }),
    output: z.object({ ...money, ...file, totalNano: NanoText }),
  },
  comparison: {
    kind: 'query',
    summary: 'What the same use would have cost at a cloud service, by published prices',
    input: z.object({ fromMs: Count.optional(), toMs: Count.optional() }),
    output: z.object({
      ...money,
      fromMs: Count,
      toMs: Count,
      costNano: NanoText,
      /** Of the published prices; nothing is converted. */
      cloudCurrency: z.string(),
      /** When the list of published prices was put together. */
      asOf: z.string(),
      wouldHaveCostNano: NanoText,
      rows: z.array(
        z.object({
          model: z.string(),
          tokensIn: Count,
          tokensOut: Count,
          images: Count,
          audioMs: Count,
          comparedWith: z.array(CloudPrice),
          wouldHaveCostNano: NanoText,
        }),
      ),
    }),
  },
} as const;
