import { chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openConfigStore } from '../../gateway/storage/config-store';

let parent = '';
let dataDir = '';
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'latchkey-store-'));
  dataDir = path.join(parent, 'data');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;
const setPort = (port: number) => (draft: { settings: { publicPort: number } }) => {
  draft.settings.publicPort = port;
};

describe('a change', () => {
  test('is on disk and in force when it is acknowledged', async () => {
    const store = await openConfigStore({ dataDir });
    expect(await store.update((draft) => draft.nextServiceId++)).toBe(1);
    expect(store.revision).toBe(1);
    await store.close();
    const again = await openConfigStore({ dataDir });
    expect(again.current.nextServiceId).toBe(2);
    expect(again.revision).toBe(1);
    expect(again.recovered).toBe(false);
    await again.close();
  });

  test('tells the listeners what is and what was', async () => {
    const store = await openConfigStore({ dataDir });
    const heard: [number, number][] = [];
    const stop = store.onChange((next, before) =>
      heard.push([before.settings.publicPort, next.settings.publicPort]),
    );
    await store.update(setPort(1));
    stop();
    await store.update(setPort(2));
    expect(heard).toEqual([[5539, 1]]);
    await store.close();
  });

  test('that changes nothing writes nothing', async () => {
    const store = await openConfigStore({ dataDir });
    await store.update(setPort(5539));
    expect(store.revision).toBe(0);
    expect(await readdir(dataDir)).not.toContain('config.json');
    await store.close();
  });

  test('that throws, or leaves nonsense, has no effect at all', async () => {
    const store = await openConfigStore({ dataDir });
    const thrown = store.update((draft) => {
      draft.settings.publicPort = 1;
      throw new Error('changed my mind');
    });
    await expect(thrown).rejects.toThrow('changed my mind');
    await expect(store.update(setPort(-5))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(store.current.settings.publicPort).toBe(5539);
    await store.update(setPort(7));
    expect(store.current.settings.publicPort).toBe(7);
    await store.close();
  });

  test('of the snapshot itself is not possible', async () => {
    const store = await openConfigStore({ dataDir });
    await store.update((draft) => draft.enabledInterfaces.push('eth0/ipv4'));
    expect(() => (store.current.enabledInterfaces as string[]).push('x')).toThrow(TypeError);
    expect(() => Object.assign(store.current.settings, { paused: true })).toThrow(TypeError);
    await store.close();
  });

  test('for another revision than the current one is refused', async () => {
    const store = await openConfigStore({ dataDir });
    const first = store.update(setPort(1), { ifRevision: 0 });
    const second = store.update(setPort(2), { ifRevision: 0 });
    await first;
    await expect(second).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(store.current.settings.publicPort).toBe(1);
    await store.close();
  });
});

describe.runIf(process.platform !== 'win32')('T-16: the data folder', () => {
  test('T-16: is private, and so is everything in it', async () => {
    const store = await openConfigStore({ dataDir });
    await store.update(setPort(1));
    await store.update(setPort(2));
    expect(await modeOf(dataDir)).toBe(0o700);
    expect(await modeOf(path.join(dataDir, 'config.json'))).toBe(0o600);
    expect(await modeOf(path.join(dataDir, 'config.json.bak'))).toBe(0o600);
    await store.close();
  });

  test('T-16: is closed to others when it was open', async () => {
    await mkdir(dataDir, { mode: 0o755 });
    await (await openConfigStore({ dataDir })).close();
    expect(await modeOf(dataDir)).toBe(0o700);
  });

  test('T-16: that is a link is refused', async () => {
    await mkdir(path.join(parent, 'elsewhere'));
    await symlink(path.join(parent, 'elsewhere'), dataDir);
    await expect(openConfigStore({ dataDir })).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
  });

  test('T-16: with a config that is a link is refused', async () => {
    await mkdir(dataDir, { mode: 0o700 });
    await writeFile(path.join(parent, 'evil.json'), '{}');
    await symlink(path.join(parent, 'evil.json'), path.join(dataDir, 'config.json'));
    await expect(openConfigStore({ dataDir })).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
  });

  test('T-16: that belongs to somebody else is refused', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root can give a folder away');
    await mkdir(dataDir);
    await chown(dataDir, 1234, 1234);
    await expect(openConfigStore({ dataDir })).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
  });
});
