import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../../gateway/storage/config-schema';
import { openConfigStore } from '../../gateway/storage/config-store';
import { SimulatedDisk } from '../support/simulated-disk';

const folder = '/data';
const main = `${folder}/config.json`;
const backup = `${folder}/config.json.bak`;
let good: Buffer = Buffer.alloc(0);
let older: Buffer = Buffer.alloc(0);

beforeAll(async () => {
  const disk = new SimulatedDisk();
  const store = await openConfigStore({ dataDir: folder, disk });
  for (const host of ['first.home', 'second.home']) {
    await store.update((draft) => {
      draft.settings.allowedHosts.push(host);
    });
  }
  good = (await disk.read(main)) ?? good;
  older = (await disk.read(backup)) ?? older;
});

const openWith = async (files: Record<string, Buffer>) => {
  const disk = new SimulatedDisk(Infinity, new Map(Object.entries(files)));
  return { disk, store: await openConfigStore({ dataDir: folder, disk }) };
};
const refusal = (files: Record<string, Buffer>) => {
  const disk = new SimulatedDisk(Infinity, new Map(Object.entries(files)));
  const opened = openConfigStore({ dataDir: folder, disk }).then(
    () => 'opened',
    (error: unknown) => (error as { code: string }).code,
  );
  return opened.then((code) => ({ code, steps: disk.steps }));
};
const withChange = (change: Record<string, unknown>) =>
  Buffer.from(JSON.stringify({ ...(JSON.parse(good.toString()) as object), ...change }));

const damages: [string, () => Buffer][] = [
  ['empty', () => Buffer.alloc(0)],
  ['filled with NUL', () => Buffer.alloc(good.length)],
  ['an array', () => Buffer.from('[]')],
  ['null', () => Buffer.from('null')],
  ['without a version', () => withChange({ schemaVersion: undefined })],
  ['a version that is text', () => withChange({ schemaVersion: '1' })],
  ['of a version that never was', () => withChange({ schemaVersion: 0 })],
  ['a revision that is text', () => withChange({ revision: 'x' })],
  ['without a config', () => withChange({ config: undefined })],
  ['keys that are no list', () => withChange({ config: { keys: {} } })],
  ['not UTF-8', () => Buffer.concat([good, Buffer.from([0xff])])],
];

describe('F-04: a config that cannot be used', () => {
  test('F-04: cut off at every byte, the copy is loaded and the bad file is kept', async () => {
    // The last byte is the newline: without it the file is still whole.
    for (let length = 0; length < good.length - 1; length++) {
      const bad = good.subarray(0, length);
      const { disk, store } = await openWith({ [main]: bad, [backup]: older });
      expect(store.recovered, `at ${length}`).toBe(true);
      expect(store.current.settings.allowedHosts).toEqual(['first.home']);
      const kept = disk.names().find((name) => name.startsWith('config.json.corrupt-'));
      expect(await disk.read(`${folder}/${kept}`)).toEqual(bad);
    }
  });

  test('F-04: cut off at every byte and without a copy, it is refused and nothing is touched', async () => {
    for (let length = 0; length < good.length - 1; length++) {
      const refused = await refusal({ [main]: good.subarray(0, length) });
      expect(refused, `at ${length}`).toEqual({ code: 'CONFIG_UNREADABLE', steps: 0 });
    }
  });

  test.each(damages)(
    'F-04: %s: the copy is loaded, or it is refused untouched',
    async (_, make) => {
      const { store } = await openWith({ [main]: make(), [backup]: older });
      expect(store.recovered).toBe(true);
      const unreadable = { code: 'CONFIG_UNREADABLE', steps: 0 };
      expect(await refusal({ [main]: make() })).toEqual(unreadable);
      expect(await refusal({ [main]: make(), [backup]: make() })).toEqual(unreadable);
      expect(await refusal({ [backup]: make() })).toEqual(unreadable);
    },
  );

  test('F-04: a mark at the start, as Notepad writes it, does no harm', async () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good]);
    const { store } = await openWith({ [main]: marked });
    expect(store.recovered).toBe(false);
    expect(store.current.settings.allowedHosts).toHaveLength(2);
  });

  test('F-04: a file that is gone, with the copy still there, is not a first run', async () => {
    const { store } = await openWith({ [backup]: older });
    expect(store.recovered).toBe(true);
    expect(store.current.settings.allowedHosts).toEqual(['first.home']);
  });

  test('F-04 F-17: a file from a newer version is refused and nothing is touched', async () => {
    const future = withChange({ schemaVersion: SCHEMA_VERSION + 1 });
    const newer = { code: 'CONFIG_NEWER', steps: 0 };
    expect(await refusal({ [main]: future, [backup]: older })).toEqual(newer);
    expect(await refusal({ [main]: Buffer.from('{'), [backup]: future })).toEqual(newer);
  });
});

test('F-17: an older schema is moved up, and the file from before is kept', async () => {
  const before = SCHEMA_VERSION - 1;
  const old = withChange({ schemaVersion: before });
  const disk = new SimulatedDisk(Infinity, new Map([[main, old]]));
  const steps = new Map([
    [before, (config: unknown) => ({ ...(config as object), enabledInterfaces: ['lo/ipv4'] })],
  ]);
  const store = await openConfigStore({ dataDir: folder, disk, migrations: steps });
  expect(store.current.enabledInterfaces).toEqual(['lo/ipv4']);
  expect(await disk.read(`${main}.schema-${before}`)).toEqual(old);
  expect(JSON.parse(String(await disk.read(main)))).toMatchObject({
    schemaVersion: SCHEMA_VERSION,
  });
});

describe('F-33: somebody edits the file while it is in use', () => {
  let dataDir = '';
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-config-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));
  const file = () => path.join(dataDir, 'config.json');
  const edit = async (from: string | RegExp, to: string) =>
    writeFile(file(), (await readFile(file(), 'utf8')).replace(from, to));
  const openChanged = async () => {
    const store = await openConfigStore({ dataDir });
    await store.update((draft) => {
      draft.settings.currency = 'USD';
    });
    return store;
  };

  test('F-33: a valid edit is taken over, and the change comes on top', async () => {
    const store = await openChanged();
    const heard: number[] = [];
    store.onChange((next) => heard.push(next.settings.publicPort));
    await edit('5539', '6000');
    await store.update((draft) => {
      draft.settings.paused = true;
    });
    expect(store.current.settings).toMatchObject({ publicPort: 6000, paused: true });
    expect(await readFile(file(), 'utf8')).toContain('6000');
    expect(heard).toEqual([6000, 6000]);
    await store.close();
  });

  test('F-33: an edit that is not valid is set aside, and ours goes on', async () => {
    const store = await openChanged();
    await edit(/"publicPort": \d+/, '"publicPort": "many"');
    await store.update((draft) => {
      draft.settings.paused = true;
    });
    expect(store.current.settings).toMatchObject({ publicPort: 5539, paused: true });
    const kept = (await readdir(dataDir)).find((name) => name.includes('.corrupt-'));
    expect(await readFile(path.join(dataDir, kept ?? ''), 'utf8')).toContain('many');
    await store.close();
  });

  test('F-33: whoever asked for the revision before the edit is told so', async () => {
    const store = await openChanged();
    const ifRevision = store.revision;
    await edit('5539', '6000');
    const late = store.update(
      (draft) => {
        draft.settings.publicPort = 7000;
      },
      { ifRevision },
    );
    await expect(late).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(store.current.settings.publicPort).toBe(6000);
    await store.close();
  });

  test('F-33: an edit by hand while it is stopped is valid at the next start', async () => {
    await (await openChanged()).close();
    await edit('5539', '6000');
    const store = await openConfigStore({ dataDir });
    expect(store.current.settings.publicPort).toBe(6000);
    await store.close();
  });

  test('F-33: of 50 changes against one revision one is made, and 49 are told to look again', async () => {
    const store = await openConfigStore({ dataDir });
    const ifRevision = store.revision;
    const tried = await Promise.allSettled(
      Array.from({ length: 50 }, (_, port) =>
        store.update(
          (draft) => {
            draft.settings.publicPort = 7000 + port;
          },
          { ifRevision },
        ),
      ),
    );
    const refused = tried.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as object] : [],
    );
    expect(refused).toHaveLength(49);
    for (const error of refused) expect(error).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(store.current.settings.publicPort).toBe(7000);
    await store.close();
  });

  test('F-33: of 50 changes at once none is lost', async () => {
    const store = await openConfigStore({ dataDir });
    const hosts = Array.from({ length: 50 }, (_, i) => `host-${i}.home`);
    await Promise.all(
      hosts.map((host) =>
        store.update((draft) => {
          draft.settings.allowedHosts.push(host);
        }),
      ),
    );
    await store.close();
    const again = await openConfigStore({ dataDir });
    expect(again.current.settings.allowedHosts).toEqual(hosts);
    expect(again.revision).toBe(50);
    await again.close();
  });
});
