import * as z from 'zod';
import { Amount, ClockTime } from './allowances';
import { Count, Timestamp } from './fields';
import { Cidrs } from './keys';
import { Energy } from './prices';
import { Identity, ModelAlias, Tracing } from './service-rules';

const isTimeZone = (name: string): boolean => {
  if (name === 'auto') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false; // that is how Intl says no
  }
};

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
    'record_unsure',
    'no_admin_secret',
    'tls_failed',
  ]),
  message: z.string(),
});

/** One call that is being served. */
const LiveCallView = z.object({
  keyName: z.string(),
  /** Whose key it is; null for a key that belongs to nobody. */
  personName: z.string().nullable(),
  serviceName: z.string(),
  /** The model asked for, as far as anybody had to know. */
  model: z.string().nullable(),
  startedAt: z.string(),
  /** Whole seconds since it began, whatever the clock on the wall does meanwhile. */
  seconds: Count,
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
      /** Calls that wait for their turn at a busy service. */
      waiting: Count,
      services: Count,
      activeKeys: Count,
      problems: z.array(Problem),
    }),
  },
  live: {
    kind: 'query',
    summary: 'Who is being served right now, newest first, and who waits where',
    input: z.object({}),
    output: z.object({
      calls: z.array(LiveCallView).max(50),
      /** All of them, also beyond the fifty. */
      total: Count,
      /** Services at which somebody waits. */
      waiting: z.array(z.object({ serviceName: z.string(), calls: Count })),
    }),
  },
} as const;
export type Status = z.infer<typeof status.get.output>;
export type LiveStatus = z.infer<typeof status.live.output>;

/** When the record of calls makes an alert (plain names, no formulas). */
export const Alerts = z.object({
  /** So many refused attempts of one address within so many minutes. */
  failedAttempts: z.int().min(1).max(100_000),
  failedWithinMinutes: z.int().min(1).max(1440),
  /** So many different wrong keys from one address. */
  guessedKeys: z.int().min(1).max(100_000),
  /** So many times the usual calls of a key in an hour, and at least so many. */
  volumeFactor: z.number().min(1.5).max(1000),
  volumeFloorPerHour: z.int().min(1).max(10_000_000),
  /** A key from a network it was never used from. */
  newNetwork: z.boolean(),
  /** A key at night that is never used at night. */
  nightUse: z.boolean(),
  /** One key on several devices at the same time. */
  sharedKey: z.boolean(),
  /** Nothing is shown on the desktop between these times. */
  doNotDisturb: z.object({ from: ClockTime, to: ClockTime }).nullable(),
});

/** What is told on the desktop, outside of the times of `alerts.doNotDisturb`. */
export const Notices = z.object({
  /** A key that is used in an unusual way. */
  security: z.boolean(),
  /** A budget or an allowance that is nearly used up. */
  budgets: z.boolean(),
  /** A service that stopped answering, and that it is back. */
  outages: z.boolean(),
  /** A new version of Latchkey. */
  updates: z.boolean(),
});

export const Settings = z.object({
  /** Everything is answered 503 while true. */
  paused: z.boolean(),
  /** When a pause ends by itself; null for one that the owner ends. */
  pausedUntil: Timestamp.nullable(),
  /** Code of the language of the window, the tray and the notes, such as `de`; `auto` is the system's. */
  language: z.string().regex(/^(auto|[a-z]{2,3})$/),
  /** The first steps were gone through or left for good: they do not open by themselves again. */
  welcomeDone: z.boolean(),
  notices: Notices,
  publicPort: z.int().min(1).max(65_535),
  adminPort: z.int().min(1).max(65_535),
  /** ISO 4217 code; only a label: prices are not converted. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** Rotate the audit file at this size, and keep so many old ones (S000-41). */
  auditMaxBytes: z.int().min(65_536).max(1_073_741_824),
  auditKeepFiles: z.int().min(1).max(1000),
  /** Host names, besides addresses and localhost, that requests may use to reach the gateway. */
  allowedHosts: z.array(z.string().min(1).max(253)).max(50),
  /** Where any call may come from, whatever its key: `deny` wins; an empty `allow` is everywhere. */
  addresses: z.object({ allow: Cidrs, deny: Cidrs }),
  /** IANA name in which days, weeks, months and quiet times are reckoned; `auto` is this computer's. */
  timeZone: z.string().min(1).max(64).refine(isTimeZone, 'is not a known time zone'),
  /** The price of a call for which no other price says anything (S003-30). */
  defaultPricePerRequestNano: Amount,
  energy: Energy.nullable(),
  /** AI tokens that are held back for a call that does not say how many it wants. */
  reserveTokens: z.int().min(0).max(10_000_000),
  /** Rows of single calls are kept for so many days; sums are kept for ever. */
  keepRowsDays: z.int().min(1).max(36_500),
  /** Also write the one-line access log that older gateways wrote (S004-30). */
  accessLog: z.boolean(),
  alerts: Alerts,
  httpsEnabled: z.boolean(),
  tlsPort: z.int().min(1).max(65_535),
  /** Other names for models. */
  aliases: z.array(ModelAlias).max(200),
  identity: Identity,
  tracing: Tracing,
  /** Tell the home network where the gateway is. */
  mdnsEnabled: z.boolean(),
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
