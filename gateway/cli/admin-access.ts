/**
 * Threat: with the admin secret one can mint keys and read every bill. It is taken from a file, the environment or the
 * keychain, never from the command line; it goes to the one address that was named, follows no redirect and is never printed.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { usageError } from './exit-code';
import type { Given } from './given';
import { readKeychainSecret } from './keychain-secret';

const DEFAULT_URL = 'http://127.0.0.1:5540';

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The gateway's admin address from --url or LATCHKEY_URL. Throws a usage error for what is no http address. */
export function readAdminUrl(given: Given, env: NodeJS.ProcessEnv): URL {
  const text = given.text('url') ?? (env['LATCHKEY_URL'] || DEFAULT_URL);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && url.pathname === '/' && !url.search && !url.hash && !url.username;
  if (url && isPlain && /^https?:$/.test(url.protocol)) return url;
  throw usageError('--url is the address of the panel, such as http://127.0.0.1:5540.');
}

/** True when what is sent there could be read on the way. */
export const isReadableOnTheWay = (url: URL): boolean =>
  url.protocol === 'http:' && !isLoopback(url);

function readFile(file: string): string {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (/^[\x21-\x7e]{1,512}$/.test(secret)) return secret;
  } catch {
    throw usageError(`The secret's file "${file}" cannot be read.`);
  }
  throw usageError(`The secret's file "${file}" holds no admin secret.`);
}

const fromEnvironment = (env: NodeJS.ProcessEnv): string | undefined => {
  const secret = env['LATCHKEY_ADMIN_SECRET']?.trim();
  if (!secret) return undefined;
  if (/^[\x21-\x7e]{1,512}$/.test(secret)) return secret;
  throw usageError('LATCHKEY_ADMIN_SECRET holds no admin secret.');
};

/** The admin secret, or undefined when nobody has told it. Takes at most three seconds, for the keychain. */
export async function readAdminSecret(
  given: Given,
  env: NodeJS.ProcessEnv,
  url: URL,
): Promise<string | undefined> {
  const file = given.text('secret-file') ?? env['LATCHKEY_ADMIN_SECRET_FILE'];
  if (file) return readFile(file);
  const told = fromEnvironment(env);
  if (told !== undefined) return told;
  // What the desktop keeps is for the gateway of this computer.
  if (!isLoopback(url)) return undefined;
  const folder = given.text('data-dir') ?? env['LATCHKEY_DATA_DIR'];
  return readKeychainSecret(folder ? path.resolve(folder) : undefined);
}
