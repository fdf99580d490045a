import { existsSync } from 'node:fs';
import path from 'node:path';
import type { KeysFilesOptions } from '../keys/import/follow-keys-files';

/** What the variables of older gateways say. */
export interface ClassicOptions {
  readonly authEnabled: boolean;
  readonly keysFiles: KeysFilesOptions | undefined;
}

const toRate = (text: string | undefined): number | undefined => {
  const rate = Number(text);
  return Number.isInteger(rate) && rate >= 1 && rate <= 1_000_000 ? rate : undefined;
};

/** A word that clearly says no; a typing error must not open the gateway. */
const isOff = (text: string) => /^(false|0|no|off)$/i.test(text.trim());

const isSet = (env: NodeJS.ProcessEnv, ...names: string[]) =>
  names.some((name) => env[name] !== undefined);

function filesOf(env: NodeJS.ProcessEnv): KeysFilesOptions['files'] {
  const lines = path.join(env['DATA_DIR'] || '/data', 'api_keys.txt');
  const named = [env['AUTH_KEYS_FILE'], env['API_KEYS_FILE']].filter((file) => file);
  // The usual places count once the gateway is told anything of its old self.
  const isOld = isSet(env, ...NAMES);
  const usual = isOld ? [lines, 'caddy_apikeys.json'].filter((file) => existsSync(file)) : [];
  const found = named.length > 0 ? named : usual;
  const isMissed = found.length === 0 && isSet(env, 'AUTH_ENABLED', 'AUTH_KEYS_FILE');
  return (isMissed ? [lines] : found).map((file) => path.resolve(file ?? lines));
}

const NAMES = [
  'AUTH_KEYS_FILE',
  'API_KEYS_FILE',
  'AUTH_ENABLED',
  'MAX_REQUESTS_PER_MINUTE',
  'DATA_DIR',
] as const;

/**
 * Reads `AUTH_ENABLED` (on unless it says false), `AUTH_KEYS_FILE` (usual place: `api_keys.txt` in `DATA_DIR`, which is
 * `/data`), `API_KEYS_FILE` (usual place: `caddy_apikeys.json`) and `MAX_REQUESTS_PER_MINUTE` (100).
 */
export function readClassicOptions(env: NodeJS.ProcessEnv): ClassicOptions {
  const files = filesOf(env);
  const requestsPerMinute = toRate(env['MAX_REQUESTS_PER_MINUTE']);
  return {
    authEnabled: !isOff(env['AUTH_ENABLED'] ?? 'true'),
    keysFiles: files.length > 0 ? { files, requestsPerMinute } : undefined,
  };
}
