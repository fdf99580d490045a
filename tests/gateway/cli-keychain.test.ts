import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEYCHAIN_SERVICE, toKeychainAccount } from '#shared/domain/keychain-place';
import { runCliProcess } from '../support/cli-process';
import { startHeadless, type Headless } from '../support/headless';
import { TEST_ADMIN_SECRET } from '../support/http-api';
import { startPrivateBus, type PrivateBus } from '../support/private-bus';

const worker = path.resolve(import.meta.dirname, '../../out/main/keychain-worker.js');

function hasTools(): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v dbus-daemon gnome-keyring-daemon gdbus'], {
      stdio: 'ignore',
    });
    return process.platform === 'linux';
  } catch {
    return false; // A system without them cannot have a keyring of the test's own.
  }
}

describe.runIf(hasTools())('with a keyring of its own', () => {
  let folder: string;
  let gateway: Headless;
  let bus: PrivateBus;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'latchkey-cli-keychain-'));
    gateway = await startHeadless(path.join(folder, 'data'));
    bus = await startPrivateBus();
    await bus.startKeyring();
  });
  afterAll(async () => {
    bus.close();
    await gateway.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  /** Puts the secret where the desktop puts it. */
  async function keep(dataDir: string): Promise<void> {
    const child = fork(worker, [], { env: bus.env, execArgv: [] });
    const account = toKeychainAccount(dataDir);
    const answer = once(child, 'message');
    child.send({ type: 'keep', service: KEYCHAIN_SERVICE, account, secret: TEST_ADMIN_SECRET });
    expect((await answer)[0]).toEqual({ type: 'kept' });
    child.kill('SIGKILL');
  }

  const status = (dataDir: string) =>
    runCliProcess(['status', '--data-dir', dataDir, '--url', gateway.adminUrl], {
      env: { ...bus.env, LATCHKEY_ADMIN_SECRET: undefined, LATCHKEY_ADMIN_SECRET_FILE: undefined },
    });

  test('the secret that the desktop keeps signs the command line in, for its own data folder only', async () => {
    const mine = path.join(folder, 'mine');
    await keep(mine);
    expect(await status(mine)).toMatchObject({ code: 0, out: expect.stringMatching(/^State/) });
    expect(await status(path.join(folder, 'other'))).toMatchObject({ code: 4, out: '' });
  });
});
