import * as z from 'zod';
import { Count } from './fields';

export const GatewayState = z.enum(['running', 'paused', 'trouble', 'stopped']);

export const Problem = z.object({
  /** A code the window has a text for. */
  code: z.enum([
    'config_recovered',
    'config_newer',
    'config_unreadable',
    'record_unavailable',
    'port_taken',
    'address_gone',
    'keychain_locked',
    'ledger_recovered',
    'no_admin_secret',
  ]),
  message: z.string(),
});

export const status = {
  get: {
    kind: 'query',
    summary: 'Is it running, where, and is anything wrong',
    input: z.object({}),
    output: z.object({
      version: z.string(),
      state: GatewayState,
      startedAt: z.string(),
      host: z.enum(['desktop', 'headless']),
      dataDir: z.string(),
      adminUrl: z.string().nullable(),
      /** Where devices may call, loopback first. */
      publicUrls: z.array(z.string()),
      liveCalls: Count,
      services: Count,
      activeKeys: Count,
      problems: z.array(Problem),
    }),
  },
} as const;
export type Status = z.infer<typeof status.get.output>;

export const Settings = z.object({
  /** Everything is answered 503 while true. */
  paused: z.boolean(),
  publicPort: z.int().min(1).max(65_535),
  adminPort: z.int().min(1).max(65_535),
  /** ISO 4217 code; only a label: prices are not converted. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** Rotate the audit file at this size, and keep so many old ones (S000-41). */
  auditMaxBytes: z.int().min(65_536).max(1_073_741_824),
  auditKeepFiles: z.int().min(1).max(1000),
  /** Host names, besides addresses and localhost, that requests may use to reach the gateway. */
  allowedHosts: z.array(z.string().min(1).max(253)).max(50),
});
export type Settings = z.infer<typeof Settings>;

export const settings = {
  get: {
    kind: 'query',
    summary: 'The settings',
    input: z.object({}),
    output: z.object({ settings: Settings, revision: Count }),
  },
  update: {
    kind: 'command',
    summary: 'Change settings; a new port is used after a restart of the listener',
    input: Settings.partial().extend({ ifRevision: Count.optional() }),
    output: z.object({ settings: Settings, revision: Count }),
  },
} as const;

export const panel = {
  createCode: {
    kind: 'command',
    summary: 'A one-time code, valid for 3 minutes, that signs a browser in to the panel',
    input: z.object({}),
    output: z.object({ code: z.string(), expiresAt: z.string() }),
  },
  rotateSecret: {
    kind: 'command',
    summary: 'Make a new admin secret; the old one ends at once',
    input: z.object({}),
    output: z.object({ secret: z.string() }),
  },
} as const;
