import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toAppPaths } from '../../main/platform/app-paths';
import { readLaunchOptions } from '../../main/platform/launch-options';
import { openLogFile, redact } from '../../main/platform/log-file';
import { openShellState } from '../../main/platform/shell-state';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(path.join(tmpdir(), 'latchkey-desktop-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('the command line', () => {
  test('ours is found among the switches of Chromium', () => {
    const args = [
      '.',
      '--no-sandbox',
      '--data-dir',
      '/data',
      '--public-port=0',
      '--tls-port=5540',
      '--hidden',
    ];
    expect(readLaunchOptions([...args, '--user-data-dir=/x'], {})).toEqual({
      dataDir: '/data',
      hidden: true,
      publicPort: 0,
      adminPort: undefined,
      tlsPort: 5540,
    });
  });

  test('a port that is none is left to the settings', () => {
    for (const text of ['70000', '-1', 'abc', '1.5', '']) {
      expect(readLaunchOptions([`--public-port=${text}`], {}).publicPort).toBeUndefined();
      expect(readLaunchOptions([`--tls-port=${text}`], {}).tlsPort).toBeUndefined();
    }
  });

  test('the data folder may come from the environment, and the command line wins', () => {
    const env = { LATCHKEY_DATA_DIR: '/from-env' };
    expect(readLaunchOptions([], env).dataDir).toBe('/from-env');
    expect(readLaunchOptions(['--data-dir=/from-args'], env).dataDir).toBe('/from-args');
  });

  test('a named data folder means the same to the desktop and to a headless start', () => {
    expect(toAppPaths('/user', undefined).gatewayData).toBe('/user/gateway');
    const named = toAppPaths('/user', '/data');
    expect(named.gatewayData).toBe('/data');
    expect(named.desktopData).toBe('/data/desktop');
  });
});

describe('the log', () => {
  test('a key or an admin secret never gets into it', async () => {
    const log = openLogFile({ dir });
    log.write('refused lk_AbCdEfGhIj_0123456789abcdefghij and lka_ABCDEF1234_secret');
    await log.flush();
    const text = await readFile(path.join(dir, 'desktop.log'), 'utf8');
    expect(text).not.toMatch(/AbCdEfGhIj|0123456789|ABCDEF1234|secret/);
    expect(redact('lk_a_b')).toBe('lk_•••');
  });

  test('only the owner can read it', async () => {
    const log = openLogFile({ dir });
    log.write('hello');
    await log.flush();
    expect((await stat(path.join(dir, 'desktop.log'))).mode & 0o077).toBe(0);
  });

  test('F-29: a flood of lines stays within its share of the disk', async () => {
    const log = openLogFile({ dir, maxBytes: 10_000, keepFiles: 2 });
    for (let batch = 0; batch < 20; batch++) {
      for (let line = 0; line < 50; line++) log.write(`line ${line} of batch ${batch} is here`);
      await log.flush();
    }
    const files = await readdir(dir);
    expect(files.sort()).toEqual(['desktop.1.log', 'desktop.2.log', 'desktop.log']);
    for (const file of files) {
      expect((await stat(path.join(dir, file))).size).toBeLessThanOrEqual(10_000);
    }
  });

  test('F-29: a log that cannot be written stops nothing', async () => {
    await writeFile(path.join(dir, 'file'), '');
    const log = openLogFile({ dir: path.join(dir, 'file/logs') });
    for (let line = 0; line < 10_000; line++) log.write('x');
    await expect(log.flush()).resolves.toBeUndefined();
  });
});

describe('what the shell remembers', () => {
  test('is there again at the next start', async () => {
    const file = path.join(dir, 'shell-state.json');
    const first = openShellState(file, () => {});
    first.update({ hideHintShown: true });
    first.update({ window: { x: 1, y: 2, width: 3, height: 4, isMaximised: true } });
    await first.flush();
    expect(openShellState(file, () => {}).current).toMatchObject({
      hideHintShown: true,
      window: { x: 1, isMaximised: true },
    });
  });

  test.each(['', '{', 'null', '{"window":{"x":"left"},"hideHintShown":7}'])(
    'and %j in its file is met with a usual window',
    async (text) => {
      const file = path.join(dir, 'shell-state.json');
      await writeFile(file, text);
      const { current } = openShellState(file, () => {});
      expect(current.window).toBeUndefined();
      expect(current.hideHintShown).toBe(false);
    },
  );
});
