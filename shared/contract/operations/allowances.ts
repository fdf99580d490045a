import * as z from 'zod';
import { Count, label, Timestamp } from './fields';

/** A whole number of nano-units as decimal text, never below zero. */
export const Amount = z.string().regex(/^\d{1,18}$/);

/** Requests per window of a token bucket: capacity and refill (S003-15, S003-17). */
export const LimitRequests = z.int().min(1).max(1_000_000);
export const LimitWindowSeconds = z.int().min(1).max(2_592_000);

const caps = <Value extends z.ZodType>(value: Value) =>
  z.object({
    day: value.nullable(),
    week: value.nullable(),
    month: value.nullable(),
    /** For ever; of money it is a prepaid balance: what was paid in, not what is left. */
    total: value.nullable(),
  });

/** How much of one thing may be used up in each period; null is no limit. Days, weeks (from Monday) and months begin in the owner's time zone. */
export const CountCaps = caps(Count);
export const MoneyCaps = caps(Amount);

/** The allowance of a key, a person or a service. */
export const Allowance = z.object({
  /** Open calls at the same time. */
  concurrent: z.int().min(1).max(10_000).nullable(),
  calls: CountCaps,
  /** AI tokens, in and out. */
  tokens: CountCaps,
  money: MoneyCaps,
});
export type Allowance = z.infer<typeof Allowance>;

/** A change of an allowance: only the fields sent are changed. */
export const AllowanceChange = z.object({
  concurrent: Allowance.shape.concurrent.optional(),
  calls: CountCaps.partial().optional(),
  tokens: CountCaps.partial().optional(),
  money: MoneyCaps.partial().optional(),
});
export type AllowanceChange = z.infer<typeof AllowanceChange>;

export const Rate = z.object({ requests: LimitRequests, windowSeconds: LimitWindowSeconds });

/** `HH:MM` in the owner's time zone. */
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** A time of the week in which nothing, or only some of it, may be used. `to` before `from` reaches into the next morning. */
export const QuietTime = z.object({
  name: label(60),
  /** Days on which it begins: 1 is Monday, 7 is Sunday. */
  days: z.array(z.int().min(1).max(7)).min(1).max(7),
  from: ClockTime,
  to: ClockTime,
  /** What may be used nevertheless (homework hours); empty lists are quiet hours. */
  services: z.array(z.string().min(1).max(64)).max(200),
  models: z.array(label(200)).max(100),
  /** An answer that is under way when it begins may go on for so long. */
  graceMinutes: z.int().min(0).max(120),
  /** Said to whoever calls meanwhile; null is a kind sentence of ours. */
  message: label(200).nullable(),
});
export type QuietTime = z.infer<typeof QuietTime>;

/** More of one thing until a moment: "two more, just today". */
export const Raise = z.object({
  measure: z.enum(['rate', 'calls', 'tokens', 'money']),
  /** Added to every period but `total`; of money in nano-units. */
  extra: Amount,
  until: z.string(),
});
export type Raise = z.infer<typeof Raise>;

/** Names a raise to be taken back: the newest of the measure that fits what else is said. */
export const RaiseTaken = z.object({
  measure: Raise.shape.measure,
  extra: Amount.optional(),
  until: Timestamp.optional(),
});

/** Model names that may be used; a `*` at the end stands for any ending. Null is all. */
export const Models = z.array(label(200)).max(200).nullable();
/** Methods that may be used; null is all. */
export const Methods = z
  .array(z.string().regex(/^[A-Z]{3,10}$/))
  .max(20)
  .nullable();
/** Paths of the service, from its first slash; a `*` at the end stands for anything below. Null is all. */
export const Paths = z
  .array(z.string().regex(/^\/[\x21-\x7e]{0,500}$/))
  .max(100)
  .nullable();

/** One figure of an allowance as it stands now. */
export const AllowanceState = z.object({
  of: z.enum(['key', 'person', 'service']),
  /** Id of the key, person or service. */
  id: z.string(),
  measure: z.enum(['rate', 'concurrent', 'calls', 'tokens', 'money']),
  period: z.enum(['window', 'now', 'day', 'week', 'month', 'total']),
  /** Raises included; of money in nano-units, hence text. */
  limit: z.string(),
  used: z.string(),
  /** Held back for calls under way. */
  reserved: z.string(),
  resetsAt: Timestamp.nullable(),
});
export type AllowanceState = z.infer<typeof AllowanceState>;
