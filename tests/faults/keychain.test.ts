import { execFileSync, fork } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AdminSecret } from '../../main/secrets/admin-secret';
import { askKeychain, type KeychainWorker } from '../../main/secrets/keychain';
import { startPrivateBus, type PrivateBus } from '../support/private-bus';

const runner = path.join(import.meta.dirname, '../support/keychain-worker.mjs');
const place = { service: 'Latchkey test', account: 'admin' };

/** The real worker, in a process of plain Node instead of Electron's. */
function startWorker(env: NodeJS.ProcessEnv, pids: number[] = []): KeychainWorker {
  const child = fork(runner, { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  if (child.pid) pids.push(child.pid);
  return {
    ask: (question) => void child.send(question),
    onAnswer: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => void child.kill('SIGKILL'),
  };
}

function hasTools(): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v dbus-daemon gnome-keyring-daemon gdbus'], {
      stdio: 'ignore',
    });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

test('F-12: without a session bus the keychain is unavailable, not empty', async () => {
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', DISPLAY: '' };
  const result = await askKeychain(() => startWorker(env), { type: 'read', ...place });
  expect(result.type).toBe('unavailable');
});

describe.runIf(hasTools())('with a keyring of its own', () => {
  let bus: PrivateBus;
  beforeEach(async () => void (bus = await startPrivateBus()));
  afterEach(() => bus.close());
  const ask = (question: Parameters<typeof askKeychain>[1], limitMs?: number) =>
    askKeychain(() => startWorker(bus.env), question, limitMs);

  test('an empty keyring says absent, keeps a secret, and finds it again', async () => {
    await bus.startKeyring();
    expect(await ask({ type: 'read', ...place })).toEqual({ type: 'absent' });
    expect(await ask({ type: 'keep', ...place, secret: 'lka_1' })).toEqual({ type: 'kept' });
    expect(await ask({ type: 'read', ...place })).toEqual({ type: 'found', secret: 'lka_1' });
  });

  test('F-13: a locked keyring is unavailable, never absent', async () => {
    await bus.startLockedKeyring();
    expect(await ask({ type: 'read', ...place })).toMatchObject({ type: 'unavailable' });
  });

  test('F-15: a desktop without a keyring is unavailable, and nothing falls back to a store without one', async () => {
    expect(await ask({ type: 'read', ...place })).toMatchObject({ type: 'unavailable' });
    expect(await ask({ type: 'keep', ...place, secret: 'lka_1' })).toMatchObject({
      type: 'unavailable',
    });
    // Chromium's own store keeps its "encrypted" texts under a key that is the same everywhere when there is no keyring.
    const main = path.resolve(import.meta.dirname, '../../main');
    const files = (await readdir(main, { recursive: true })).filter((file) => file.endsWith('.ts'));
    for (const file of files) {
      expect(await readFile(path.join(main, file), 'utf8'), file).not.toContain('safeStorage');
    }
  });

  test('a keyring that answers with errors is unavailable', async () => {
    await bus.startBrokenKeyring('err');
    expect(await ask({ type: 'read', ...place })).toMatchObject({ type: 'unavailable' });
  });

  test('F-14: a keyring that hangs costs three seconds, one process and nothing else', async () => {
    await bus.startBrokenKeyring('hang');
    const pids: number[] = [];
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const startedMs = performance.now();
    const asked = askKeychain(() => startWorker(bus.env, pids), { type: 'read', ...place });
    await Promise.all(Array.from({ length: 8 }, () => readFile(import.meta.filename)));
    const fileMs = performance.now() - startedMs;
    const result = await asked;
    lag.disable();
    expect(result).toEqual({ type: 'unavailable', reason: 'it did not answer in 3 seconds' });
    expect(performance.now() - startedMs).toBeLessThan(3_500);
    expect(fileMs).toBeLessThan(1_000);
    expect(lag.percentile(95) / 1e6).toBeLessThan(50);
    await expect.poll(() => pids.some(isAlive), { timeout: 2_000 }).toBe(false);
  });

  test('two data folders keep two secrets in one keychain', async () => {
    await bus.startKeyring();
    const secretOf = (namedDataDir: string | undefined) =>
      new AdminSecret({
        startWorker: () => startWorker(bus.env),
        namedDataDir,
        onKept: () => {},
        log: () => {},
      });
    await secretOf(undefined).keep('lka_usual');
    await secretOf('/elsewhere').keep('lka_elsewhere');
    expect(await secretOf(undefined).read()).toEqual({
      keychain: 'found',
      adminSecret: 'lka_usual',
    });
    expect(await secretOf('/elsewhere').read()).toMatchObject({ adminSecret: 'lka_elsewhere' });
    expect(await secretOf('/third').read()).toEqual({ keychain: 'absent' });
  });

  test('a secret that could not be kept is said to be lost, and is in no log line', async () => {
    await bus.startBrokenKeyring('err');
    const said: (boolean | string)[] = [];
    const secret = new AdminSecret({
      startWorker: () => startWorker(bus.env),
      namedDataDir: undefined,
      onKept: (isKept) => said.push(isKept),
      log: (line) => said.push(line),
    });
    await secret.keep('lka_lost');
    expect(said).toContain(false);
    expect(said.join()).not.toContain('lka_lost');
    expect(secret.answer).toBe('unavailable');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a worker that dies or answers with something else is no answer', async () => {
  const fake = (
    act: (say: (answer: unknown) => void, exit: () => void) => void,
  ): KeychainWorker => {
    let say: (answer: unknown) => void = () => {};
    let exit = () => {};
    return {
      ask: () =>
        act(
          (answer) => say(answer),
          () => exit(),
        ),
      onAnswer: (listener) => (say = listener),
      onExit: (listener) => (exit = listener),
      kill: () => {},
    };
  };
  const ask = (worker: KeychainWorker) => askKeychain(() => worker, { type: 'read', ...place });
  expect(await ask(fake((_say, exit) => exit()))).toMatchObject({ type: 'unavailable' });
  expect(await ask(fake((say) => say({ type: 'found' })))).toMatchObject({ type: 'unavailable' });
});
