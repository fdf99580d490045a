import * as z from 'zod';
import { Count, Id, label, Timestamp } from './fields';

export const KeyState = z.enum(['active', 'paused', 'expired', 'revoked']);

/** Ids of services, or "*" for all of them, later ones included. */
export const KeyServices = z.literal('*').or(z.array(Id).max(200));

/** Requests per window of a token bucket: capacity and refill (S003-15, S003-17). */
export const LimitRequests = z.int().min(1).max(1_000_000);
export const LimitWindowSeconds = z.int().min(1).max(2_592_000);

export const KeySummary = z.object({
  id: Id,
  name: z.string(),
  /** What may be shown of the key: `lk_<id>_…`. */
  hint: z.string(),
  state: KeyState,
  services: KeyServices,
  person: z.string().nullable(),
  rate_limit_requests: LimitRequests,
  rate_limit_window_seconds: LimitWindowSeconds,
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedFrom: z.string().nullable(),
  requests: Count,
});
export type KeySummary = z.infer<typeof KeySummary>;

const KeyFields = z.object({
  name: label(60),
  services: KeyServices,
  person: label(60).nullable().optional(),
  rate_limit_requests: LimitRequests.optional(),
  rate_limit_window_seconds: LimitWindowSeconds.optional(),
  expiresAt: Timestamp.nullable().optional(),
});

const one = z.object({ id: Id });
const summary = z.object({ key: KeySummary });
const withSecret = z.object({ key: KeySummary, secret: z.string() });

export const keys = {
  list: {
    kind: 'query',
    summary: 'All keys; never their secrets',
    input: z.object({}),
    output: z.object({ keys: z.array(KeySummary) }),
  },
  create: {
    kind: 'command',
    summary: 'Create a key; its secret is in this answer and nowhere else',
    input: KeyFields,
    output: withSecret,
  },
  update: {
    kind: 'command',
    summary: 'Change a key; only the fields sent are changed',
    input: KeyFields.partial().extend({ id: Id }),
    output: summary,
  },
  pause: { kind: 'command', summary: 'Switch a key off for now', input: one, output: summary },
  resume: { kind: 'command', summary: 'Switch a paused key on again', input: one, output: summary },
  rotate: {
    kind: 'command',
    summary: 'Give a key a new secret; the old one works for `overlapSeconds` more',
    input: one.extend({ overlapSeconds: z.int().min(0).max(86_400).default(0) }),
    output: withSecret,
  },
  revoke: { kind: 'command', summary: 'End a key for good', input: one, output: summary },
  remove: {
    kind: 'command',
    summary: 'Forget a revoked or expired key; its usage stays on record',
    input: one,
    output: one,
  },
  check: {
    kind: 'query',
    summary: 'Say what a presented key is, without recording it',
    input: z.object({ secret: z.string().min(1).max(256) }),
    output: z.object({
      verdict: z.enum(['valid', 'mistyped', 'unknown', 'paused', 'expired', 'revoked']),
      key: KeySummary.nullable(),
    }),
  },
} as const;
