import * as z from 'zod';
import { Count, Id, label, Timestamp } from './fields';

/** Something in the record that the owner should look at. */
export const Threat = z.object({
  id: z.string(),
  /** When it began, and when it was last seen. */
  at: z.string(),
  lastAt: z.string(),
  kind: z.enum([
    'failed_attempts',
    'guessed_keys',
    'volume_spike',
    'new_network',
    'night_use',
    'shared_key',
    'limit_hits',
  ]),
  severity: z.enum(['notice', 'warning', 'serious']),
  keyId: z.string().nullable(),
  /** The address, or the network of an IPv6 one, that it came from last. */
  ip: z.string().nullable(),
  /** How many calls it is about so far. */
  count: Count,
  /** One sentence in plain words. */
  message: z.string(),
  suggestion: z.enum(['pause_key', 'rotate_key', 'ban_address', 'none']),
  state: z.enum(['open', 'acknowledged', 'confirmed_mine']),
});
export type Threat = z.infer<typeof Threat>;

export const threats = {
  acknowledge: {
    kind: 'command',
    summary: 'Close an alert; "mine" teaches that this is usual, "seen" only closes it',
    input: z.object({ id: Id, verdict: z.enum(['mine', 'seen']) }),
    output: Threat,
  },
} as const;

/** An address that is turned away for a while. */
export const Ban = z.object({
  id: z.string(),
  /** An address or a network in CIDR form. */
  cidr: z.string(),
  /** `automatic`: it failed too often and must wait; only its failing calls are slowed down. */
  source: z.enum(['owner', 'automatic']),
  reason: z.string(),
  createdAt: z.string().nullable(),
  until: z.string(),
  alsoValidKeys: z.boolean(),
});
export type Ban = z.infer<typeof Ban>;

export const bans = {
  list: {
    kind: 'query',
    summary: 'Addresses that are turned away, by the owner or for failing too often',
    input: z.object({}),
    output: z.object({ bans: z.array(Ban) }),
  },
  add: {
    kind: 'command',
    summary: 'Turn an address or network away until a time, from one minute to one year ahead',
    input: z.object({
      cidr: z.string().trim().min(2).max(64),
      reason: label(200),
      until: Timestamp,
      /** Also calls with a good key; without it a ban never locks a device of the family out. */
      alsoValidKeys: z.boolean().default(false),
    }),
    output: Ban,
  },
  remove: {
    kind: 'command',
    summary: 'Let an address in again, or forget its failures',
    input: z.object({ id: Id }),
    output: z.object({}),
  },
  restore: {
    kind: 'command',
    summary: 'Have an address wait again whose failures were forgotten in the last ten minutes',
    input: z.object({ cidr: z.string().trim().min(2).max(64) }),
    output: z.object({}),
  },
} as const;
