import type { StoredKey } from '../storage/config-schema';
import { noAllowance } from '../storage/empty-config';

/** The default limit of a key: ten calls in a row, one more every six seconds. */
export const DEFAULT_LIMIT = { requests: 10, windowSeconds: 60 } as const;

/** Where keys come from that are in force only as long as they stand in the file of `AUTH_KEYS_FILE` or `API_KEYS_FILE`. */
export const KEYS_FILE = 'keys file';

/** A key that may use nothing yet and is held back by nothing but the default limit. */
export const newKey = (id: string, hash: string, name: string, createdAt: string): StoredKey => ({
  id,
  role: 'device',
  name,
  description: '',
  hash,
  extraHashes: [],
  previous: null,
  services: [],
  person: null,
  rate_limit_requests: DEFAULT_LIMIT.requests,
  rate_limit_window_seconds: DEFAULT_LIMIT.windowSeconds,
  allowance: noAllowance(),
  models: null,
  methods: null,
  paths: null,
  openPaths: [],
  quietTimes: [],
  addresses: { allow: [], deny: [] },
  origins: [],
  signing: 'off',
  shadow: false,
  raises: [],
  weak: false,
  importedFrom: null,
  createdAt,
  expiresAt: null,
  pausedAt: null,
  revokedAt: null,
});
