import * as z from 'zod';
import { Count, Id, NanoText } from './fields';
import { Threat } from './security';

const Totals = z.object({
  calls: Count,
  /** What is on the bill. */
  billed: Count,
  /** Answered with a status below 400. */
  succeeded: Count,
  /** Refused by the gateway (401, 403, 429 …): on record, never billed. */
  refused: Count,
  /** The service failed, or the call was cut. */
  failed: Count,
  bytesIn: Count,
  bytesOut: Count,
  tokensIn: Count,
  tokensOut: Count,
  /** Those of `tokensIn` that the service had in its cache. */
  tokensCached: Count,
  images: Count,
  audioMs: Count,
  wattSeconds: Count,
  costNano: NanoText,
});

/** From and to are Unix milliseconds, `to` exclusive; both default to the last 24 hours. */
const range = { fromMs: Count.optional(), toMs: Count.optional() };

export const usage = {
  summary: {
    kind: 'query',
    summary: 'Totals of a time range, by service, key, person and model',
    input: z.object(range),
    output: z.object({
      /** What was really counted: the range in whole minutes, long ago in quarters or hours. */
      fromMs: Count,
      toMs: Count,
      totals: Totals,
      byService: z.array(Totals.extend({ serviceId: Id })),
      byKey: z.array(Totals.extend({ keyId: Id })),
      byPerson: z.array(Totals.extend({ person: z.string() })),
      /** As the services name them; `(other)` when a day had too many, empty for calls without one. */
      byModel: z.array(Totals.extend({ model: z.string() })),
    }),
  },
  series: {
    kind: 'query',
    summary: 'Calls and errors over time, in equal steps',
    input: z.object({ ...range, steps: z.int().min(1).max(500).default(48) }),
    output: z.object({
      fromMs: Count,
      stepMs: Count,
      points: z.array(z.object({ succeeded: Count, refused: Count, failed: Count })),
    }),
  },
  lastMinute: {
    kind: 'query',
    summary: 'Calls of each key in the last 60 seconds, beside what it may make',
    input: z.object({}),
    output: z.object({
      /** By key id. Refused calls do not count. */
      keys: z.record(
        Id,
        z.object({ requests_last_minute: Count, rate_limit: Count, window_seconds: Count }),
      ),
    }),
  },
} as const;

/** One attempt or one change by the owner, as the audit keeps it. Never a key, never a prompt. */
export const AuditEntry = z.object({
  /** Position in the hash chain, from 1. */
  seq: Count,
  at: z.string(),
  event: z.enum(['AUTHORIZED', 'UNAUTHORIZED', 'PUBLIC', 'ERROR', 'ADMIN']),
  requestId: z.string(),
  method: z.string(),
  /** Without query, and with a key in the path replaced. */
  path: z.string(),
  status: z.int(),
  ip: z.string(),
  userAgent: z.string(),
  keyId: z.string().nullable(),
  keyName: z.string().nullable(),
  person: z.string().nullable(),
  serviceId: z.string().nullable(),
  serviceName: z.string().nullable(),
  /** Error code of the refusal or failure; null when the call went through. */
  code: z.string().nullable(),
  /** Code of a limit in shadow mode that would have refused the call. */
  shadow: z.string().nullable().optional(),
  /** Kind and name of a GraphQL operation, such as `mutation AddBook`. */
  graphql: z.string().optional(),
  milliseconds: z.number(),
  bytesIn: Count,
  bytesOut: Count,
  tokensIn: Count.nullable(),
  tokensOut: Count.nullable(),
  model: z.string().nullable(),
  /** `estimated`: the service did not say, so it was reckoned. `clamped`: what it said cannot be. `shadow:CODE` as above. */
  flags: z.array(z.string()).readonly().optional(),
  costNano: NanoText,
  /** The operation's name when the owner changed something. */
  operation: z.string().nullable(),
  /** What changed, without secrets. */
  change: z.unknown().optional(),
  /** First characters of a refused key, as contract X14 allows; null otherwise. */
  presented: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const audit = {
  search: {
    kind: 'query',
    summary: 'The record, newest first',
    input: z.object({
      text: z.string().trim().max(200).optional(),
      event: AuditEntry.shape.event.optional(),
      outcome: z.enum(['succeeded', 'refused', 'failed', 'changes']).optional(),
      keyId: Id.optional(),
      serviceId: Id.optional(),
      /** Only entries before this position: for paging back. */
      beforeSeq: Count.optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.object({ entries: z.array(AuditEntry), more: z.boolean() }),
  },
  verify: {
    kind: 'query',
    summary: 'Check the hash chain and name the first broken line',
    input: z.object({}),
    output: z.object({
      intact: z.boolean(),
      lines: Count,
      broken: z.object({ file: z.string(), line: Count, reason: z.string() }).nullable(),
    }),
  },
  threats: {
    kind: 'query',
    summary: 'Alerts about what is unusual in the record, newest first',
    input: z.object({ filter: z.enum(['open', 'all']).default('open') }),
    output: z.object({ threats: z.array(Threat) }),
  },
  export: {
    kind: 'command',
    summary: 'Write the record to a file, oldest first, to be fetched at /admin/v1/exports/<name>',
    input: z.object({
      /** `classic` and `access` are the text forms of older gateways. */
      format: z.enum(['jsonl', 'csv', 'classic', 'access']),
      ...range,
    }),
    output: z.object({ name: z.string(), rows: Count, bytes: Count }),
  },
} as const;
