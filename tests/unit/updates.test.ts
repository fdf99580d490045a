import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IS_SIGNED, Updates } from '../../main/platform/updates';
import { openLoopbackUpdater } from '../support/loopback-updater';

const NEW_FILE = Buffer.from('the new program');

let dir: string;
let server: Server;
let asked: { url: string; headers: IncomingHttpHeaders }[];
/** What the place of releases says, and what it really hands out. */
let feed: { version: string; sha512: string };

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'latchkey-updates-'));
  asked = [];
  feed = { version: '9.0.0', sha512: createHash('sha512').update(NEW_FILE).digest('base64') };
  server = createServer(({ url = '', headers }, response) => {
    asked.push({ url, headers });
    const name = `Latchkey-${feed.version}.AppImage`;
    if (url.startsWith('/latest-')) {
      const lines = [`version: ${feed.version}`, 'files:', `  - url: ${name}`];
      const more = [`    sha512: ${feed.sha512}`, `    size: ${NEW_FILE.length}`, `path: ${name}`];
      response.end([...lines, ...more, `sha512: ${feed.sha512}`, ''].join('\n'));
    } else response.end(NEW_FILE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const installed = path.join(dir, 'Latchkey.AppImage');
  await writeFile(installed, 'the old program');
  vi.stubEnv('APPIMAGE', installed);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const portOf = (of: Server): number => (of.address() as AddressInfo).port;

function world(change: { isSigned?: boolean; isPackaged?: boolean } = {}) {
  const told: string[] = [];
  const states: string[] = [];
  const openUpdater = vi.fn(() => openLoopbackUpdater(dir, portOf(server)));
  const updates = new Updates({
    ...{ isSigned: true, isPackaged: true, ...change },
    openUpdater,
    onChange: () => states.push(updates.view.state),
    onReady: (version) => told.push(version),
    log: () => {},
  });
  return { updates, told, states, openUpdater };
}

describe('updates are off', () => {
  test.each([
    { isSigned: false, isPackaged: true },
    { isSigned: true, isPackaged: false },
  ])('in a build with %j nobody is asked, ever', async (build) => {
    vi.useFakeTimers();
    const { updates, openUpdater } = world(build);
    updates.start();
    await vi.advanceTimersByTimeAsync(3 * 86_400_000);
    vi.useRealTimers();
    await updates.look();
    await updates.fetch();
    expect(updates.view).toEqual({ state: 'unsigned', version: null });
    expect(openUpdater).not.toHaveBeenCalled();
    expect(asked).toEqual([]);
  });

  test('as long as the build is not signed or has no place of its own to ask', async () => {
    const settings = await readFile(path.resolve('electron-builder.yml'), 'utf8');
    expect(IS_SIGNED && settings.includes('latchkey.invalid')).toBe(false);
  });

  test('where the copy cannot replace itself', async () => {
    vi.stubEnv('APPIMAGE', undefined);
    const { updates } = world();
    await updates.look();
    expect(updates.view.state).toBe('by_hand');
  });
});

describe('a signed build', () => {
  test('tells of a newer version, and fetches it only when it is asked to', async () => {
    const { updates, told, states } = world();
    await updates.look();
    expect(updates.view).toEqual({ state: 'available', version: '9.0.0' });
    expect(asked.filter(({ url }) => url.includes('AppImage'))).toEqual([]);
    expect(told).toEqual([]);
    await updates.fetch();
    expect(updates.view).toEqual({ state: 'ready', version: '9.0.0' });
    expect(states).toEqual(['available', 'fetching', 'ready']);
    expect(told).toEqual(['9.0.0']);
    const installed = await readFile(path.join(dir, 'Latchkey.AppImage'), 'utf8');
    expect(installed, 'nothing is put in place while it runs').toBe('the old program');
  });

  test('says nothing of this computer to the place of releases', async () => {
    const { updates } = world();
    await updates.look();
    expect(asked.map(({ headers }) => headers['x-user-staging-id'])).toEqual(['none']);
  });

  test.each(['0.1.0', '0.0.9'])('takes version %s for no newer one', async (version) => {
    feed.version = version;
    const { updates } = world();
    await updates.look();
    expect(updates.view).toEqual({ state: 'current', version: null });
  });

  test('throws away a file that is not the promised one, and can be asked again', async () => {
    feed.sha512 = createHash('sha512').update('another program').digest('base64');
    const { updates, told } = world();
    await updates.look();
    await expect(updates.fetch()).rejects.toMatchObject({ code: 'UPDATE_FAILED' });
    expect(updates.view).toEqual({ state: 'available', version: '9.0.0' });
    expect(told).toEqual([]);
    feed.sha512 = createHash('sha512').update(NEW_FILE).digest('base64');
    await updates.look();
    await updates.fetch();
    expect(updates.view.state).toBe('ready');
  });

  test('knows nothing when nobody answers, and works on', async () => {
    const { updates } = world();
    feed.version = 'no version';
    await updates.look();
    expect(updates.view).toEqual({ state: 'unknown', version: null });
  });

  test('looks a minute after the start and then once a day', async () => {
    vi.useFakeTimers();
    const { updates } = world();
    const look = vi.spyOn(updates, 'look').mockResolvedValue();
    updates.start();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(look).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(look).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(look).toHaveBeenCalledTimes(2);
    updates.stop();
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(look).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });
});
