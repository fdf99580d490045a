import * as z from 'zod';
import {
  Allowance,
  LimitRequests,
  LimitWindowSeconds,
  Methods,
  Models,
  Paths,
  QuietTime,
  Raise,
  Rate,
} from '#shared/contract/operations/allowances';
import { Cidrs, KeyRole, KeyServices } from '#shared/contract/operations/keys';
import { PriceRule } from '#shared/contract/operations/prices';
import {
  Balance,
  QueueSeconds,
  Resilience,
  ServiceRules,
  Target,
} from '#shared/contract/operations/service-rules';
import { ServiceKind, Timeouts, UpstreamHeader } from '#shared/contract/operations/services';
import { Settings } from '#shared/contract/operations/system';

/** Raised by one with every change of shape; `migrations/` holds one step per number. */
export const SCHEMA_VERSION = 3;

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const StoredService = z.object({
  id: z.string(),
  name: z.string(),
  kind: ServiceKind,
  targets: z.array(Target).min(1),
  timeouts: Timeouts,
  maxBodyBytes: z.int().min(1024),
  paused: z.boolean(),
  isDefault: z.boolean(),
  upstreamHeaders: z.array(UpstreamHeader),
  allowance: Allowance,
  rate: Rate.nullable(),
  shadow: z.boolean(),
  balance: Balance,
  resilience: Resilience,
  queueSeconds: QueueSeconds,
  rules: ServiceRules,
  createdAt: z.string(),
});
export type StoredService = z.infer<typeof StoredService>;

export const StoredKey = z.object({
  /** The public part of the key text, 10 base62 characters. */
  id: z.string(),
  role: KeyRole,
  name: z.string(),
  description: z.string(),
  /** SHA-256 of the whole key text. */
  hash: Sha256Hex,
  /** Other texts that open the same key: files of older gateways give several to one name. */
  extraHashes: z.array(Sha256Hex),
  /** The hash before the last rotation, honoured until `until` (ISO time). */
  previous: z.object({ hash: Sha256Hex, id: z.string(), until: z.string() }).nullable(),
  services: KeyServices,
  /** Id of the person whose allowance it shares. */
  person: z.string().nullable(),
  rate_limit_requests: LimitRequests,
  rate_limit_window_seconds: LimitWindowSeconds,
  allowance: Allowance,
  models: Models,
  methods: Methods,
  paths: Paths,
  openPaths: z.array(z.string()),
  quietTimes: z.array(QuietTime),
  addresses: z.object({ allow: Cidrs, deny: Cidrs }),
  origins: z.array(z.string()),
  signing: z.enum(['off', 'required']),
  shadow: z.boolean(),
  raises: z.array(Raise),
  weak: z.boolean(),
  importedFrom: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  pausedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type StoredKey = z.infer<typeof StoredKey>;

export const StoredPerson = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  allowance: Allowance,
  rate: Rate.nullable(),
  quietTimes: z.array(QuietTime),
  shadow: z.boolean(),
  raises: z.array(Raise).default([]),
});
export type StoredPerson = z.infer<typeof StoredPerson>;

/** An address or network that the owner shut out. */
export const StoredBan = z.object({
  id: z.string(),
  cidr: z.string(),
  reason: z.string(),
  createdAt: z.string(),
  until: z.string(),
  /** Also calls with a good key; otherwise a ban never hits whoever has one. */
  alsoValidKeys: z.boolean(),
});
export type StoredBan = z.infer<typeof StoredBan>;

/** Everything in `config.json` but its envelope (version, revision, checksum). No secret: hashes only, but for upstream headers. */
export const Config = z.object({
  adminHash: Sha256Hex.nullable(),
  nextServiceId: z.int().min(1),
  services: z.array(StoredService),
  keys: z.array(StoredKey),
  nextPersonId: z.int().min(1),
  people: z.array(StoredPerson),
  prices: z.array(PriceRule),
  bans: z.array(StoredBan),
  /** Interface ids (`eth0/ipv4`) that the owner switched on; loopback is always on and not listed. */
  enabledInterfaces: z.array(z.string()),
  settings: Settings,
});
export type Config = z.infer<typeof Config>;
