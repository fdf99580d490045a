import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { runCliProcess, type CliOptions } from './cli-process';
import { startHeadless, type Headless } from './headless';
import { TEST_ADMIN_SECRET } from './http-api';

/** A headless gateway for a file, and the command line as its owner types it. */
export function useTypedHeadless() {
  const owner = {
    folder: '',
    secretFile: '',
    gateway: undefined as unknown as Headless,
    /** How the command line finds the gateway. */
    env: () => ({
      LATCHKEY_URL: owner.gateway.adminUrl,
      LATCHKEY_ADMIN_SECRET_FILE: owner.secretFile,
      // No keychain of whoever runs the tests.
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    }),
    latchkey: (args: readonly string[], options: CliOptions = {}) =>
      runCliProcess(args, { ...options, env: { ...owner.env(), ...options.env } }),
  };
  beforeAll(async () => {
    owner.folder = await mkdtemp(path.join(tmpdir(), 'latchkey-cli-'));
    owner.secretFile = path.join(owner.folder, 'secret');
    await writeFile(owner.secretFile, `${TEST_ADMIN_SECRET}\n`, { mode: 0o600 });
    owner.gateway = await startHeadless(path.join(owner.folder, 'data'));
  });
  afterAll(async () => {
    await owner.gateway.kill('SIGTERM');
    await rm(owner.folder, { recursive: true, force: true });
  });
  return owner;
}
