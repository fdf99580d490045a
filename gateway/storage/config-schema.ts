import * as z from 'zod';
import { KeyServices, LimitRequests, LimitWindowSeconds } from '#shared/contract/operations/keys';
import {
  ServiceKind,
  Target,
  Timeouts,
  UpstreamHeader,
} from '#shared/contract/operations/services';
import { Settings } from '#shared/contract/operations/system';

/** Raised by one with every change of shape; `migrations/` holds one step per number. */
export const SCHEMA_VERSION = 1;

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
  createdAt: z.string(),
});
export type StoredService = z.infer<typeof StoredService>;

export const StoredKey = z.object({
  /** The public part of the key text, 10 base62 characters. */
  id: z.string(),
  name: z.string(),
  /** SHA-256 of the whole key text. */
  hash: Sha256Hex,
  /** The hash before the last rotation, honoured until `until` (ISO time). */
  previous: z.object({ hash: Sha256Hex, id: z.string(), until: z.string() }).nullable(),
  services: KeyServices,
  person: z.string().nullable(),
  rate_limit_requests: LimitRequests,
  rate_limit_window_seconds: LimitWindowSeconds,
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  pausedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type StoredKey = z.infer<typeof StoredKey>;

/** Everything in `config.json` but its envelope (version, revision, checksum). No secret: hashes only, but for upstream headers. */
export const Config = z.object({
  adminHash: Sha256Hex.nullable(),
  nextServiceId: z.int().min(1),
  services: z.array(StoredService),
  keys: z.array(StoredKey),
  /** Interface ids (`eth0/ipv4`) that the owner switched on; loopback is always on and not listed. */
  enabledInterfaces: z.array(z.string()),
  settings: Settings,
});
export type Config = z.infer<typeof Config>;

/** What a first start begins with: nothing open, nothing allowed. */
export const emptyConfig = (): Config => ({
  adminHash: null,
  nextServiceId: 1,
  services: [],
  keys: [],
  enabledInterfaces: [],
  settings: {
    paused: false,
    publicPort: 5539,
    adminPort: 5540,
    currency: 'EUR',
    auditMaxBytes: 10 * 1024 * 1024,
    auditKeepFiles: 5,
    allowedHosts: [],
  },
});
