import * as z from 'zod';
import {
  Allowance,
  AllowanceChange,
  AllowanceState,
  Amount,
  LimitRequests,
  LimitWindowSeconds,
  Methods,
  Models,
  Paths,
  QuietTime,
  Raise,
  RaiseTaken,
} from './allowances';
import { Count, Id, label, Timestamp } from './fields';

export const KeyState = z.enum(['active', 'paused', 'expired', 'revoked']);

/**
 * What a key is for. `device`: calls to services. `dashboard`: reads the dashboard page and nothing else; every other
 * request with it is refused, so it can stay in a tablet on the wall.
 */
export const KeyRole = z.enum(['device', 'dashboard']);

/** Ids of services, or "*" for all of them, later ones included. */
export const KeyServices = z.literal('*').or(z.array(Id).max(200));

/** Addresses and networks (CIDR), IPv4 or IPv6. */
export const Cidrs = z.array(z.string().min(2).max(64)).max(100);

/** What a key may reach and when, besides its services. */
const KeyRules = z.object({
  models: Models,
  methods: Methods,
  paths: Paths,
  /** Dangerous paths of a service that this key may use although they are closed for others. */
  openPaths: z.array(z.string().regex(/^\/[\x21-\x7e]{0,500}$/)).max(100),
  quietTimes: z.array(QuietTime).max(20),
  /** Where calls may come from: `deny` wins; an empty `allow` is everywhere. */
  addresses: z.object({ allow: Cidrs, deny: Cidrs }),
  /** Web pages that may use the key from a browser, such as `https://chat.example`. */
  origins: z.array(z.string().min(1).max(300)).max(50),
  /** Calls must be signed with the key instead of carrying it. */
  signing: z.enum(['off', 'required']),
  /** Limits only report what they would have refused. */
  shadow: z.boolean(),
});

export const KeySummary = z.object({
  id: Id,
  name: z.string(),
  /** What may be shown of the key: `lk_<id>_…`. */
  hint: z.string(),
  state: KeyState,
  role: KeyRole,
  description: z.string(),
  services: KeyServices,
  /** Id and name of the person whose allowance it shares. */
  person: z.string().nullable(),
  personName: z.string().nullable(),
  rate_limit_requests: LimitRequests,
  rate_limit_window_seconds: LimitWindowSeconds,
  allowance: Allowance,
  ...KeyRules.shape,
  raises: z.array(Raise),
  /** Made elsewhere, and short enough to be guessed: better rotated. */
  weak: z.boolean(),
  importedFrom: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedFrom: z.string().nullable(),
  requests: Count,
});
export type KeySummary = z.infer<typeof KeySummary>;

const KeyFields = z.object({
  name: label(60),
  description: z.string().trim().max(500).optional(),
  services: KeyServices,
  /** A person's id or name; a name that is not known yet adds the person. */
  person: label(60).nullable().optional(),
  rate_limit_requests: LimitRequests.optional(),
  rate_limit_window_seconds: LimitWindowSeconds.optional(),
  allowance: AllowanceChange.optional(),
  ...KeyRules.partial().shape,
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
    input: KeyFields.extend({ role: KeyRole.optional() }),
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
  raise: {
    kind: 'command',
    summary: 'Give a key more of something for a while, until midnight when no end is named',
    input: one.extend({
      measure: Raise.shape.measure,
      extra: Amount,
      until: Timestamp.optional(),
    }),
    output: summary,
  },
  unraise: {
    kind: 'command',
    summary: 'Take back what a key was given for a while; what was used of it stays used',
    input: one.extend(RaiseTaken.shape),
    output: summary,
  },
  topUp: {
    kind: 'command',
    summary: 'Pay money into the prepaid balance of a key',
    input: one.extend({ amountNano: Amount }),
    output: summary,
  },
  allowance: {
    kind: 'query',
    summary: 'What a key, its person and its services have left, and when each begins anew',
    input: one,
    output: z.object({ states: z.array(AllowanceState) }),
  },
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
