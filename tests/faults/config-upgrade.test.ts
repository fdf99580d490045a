import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../../gateway/storage/config-schema';
import { openConfigStore } from '../../gateway/storage/config-store';
import { SimulatedDisk, type Luck } from '../support/simulated-disk';

const fixtures = path.resolve(import.meta.dirname, '../fixtures');
const dataDir = '/data';
const main = `${dataDir}/config.json`;
const lucks: Luck[] = ['drops all', 'keeps names, drops bytes', 'keeps the last name only'];

/** A file of each version that was ever shipped, as that version wrote it. */
const versions = readdirSync(fixtures)
  .map((name) => /^config-v(\d+)\.json$/.exec(name)?.[1])
  .filter((version) => version !== undefined)
  .map(Number);

const oldFile = (version: number) => readFileSync(path.join(fixtures, `config-v${version}.json`));
const openOn = (disk: SimulatedDisk) => openConfigStore({ dataDir, disk });
const diskWith = (bytes: Buffer, powerLossAt = Infinity) =>
  new SimulatedDisk(powerLossAt, new Map([[main, bytes]]));

test('F-17: there is a file of every version before this one', () => {
  expect(versions).toEqual(Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => index + 1));
});

describe.each(versions)('F-17: a file of version %i', (version) => {
  const old = oldFile(version);

  test('comes up with everything in it: keys, limits, ends, services, settings', async () => {
    const { current } = await openOn(diskWith(old));
    expect(current).toMatchObject({
      adminHash: '1'.repeat(64),
      nextServiceId: 3,
      services: [
        { id: '1', name: 'Ollama', isDefault: true, upstreamHeaders: [{ value: 'Bearer theirs' }] },
        { id: '2', name: 'Voices', paused: true },
      ],
      keys: [
        { id: 'AAAAAAAAAA', hash: '2'.repeat(64), services: '*', revokedAt: null, weak: false },
        {
          id: 'BBBBBBBBBB',
          previous: { hash: '4'.repeat(64) },
          services: ['1'],
          rate_limit_requests: 3,
          rate_limit_window_seconds: 3600,
          expiresAt: '2027-10-04T10:00:00.000Z',
          pausedAt: '2026-10-06T10:00:00.000Z',
        },
        { id: 'CCCCCCCCCC', services: [], person: null, revokedAt: '2026-10-07T10:00:00.000Z' },
      ],
      enabledInterfaces: ['wlan0/ipv4'],
      settings: { publicPort: 6000, currency: 'CHF', allowedHosts: ['box.home'], paused: false },
    });
    const names = new Map(current.people.map(({ id, name }) => [id, name]));
    expect(current.keys.map(({ person }) => names.get(person ?? ''))).toEqual([
      'Mum',
      'Mum',
      undefined,
    ]);
  });

  test('is kept as it was before anything of the new version is written', async () => {
    const disk = diskWith(old);
    const { revision } = await openOn(disk);
    expect(await disk.read(`${main}.schema-${version}`)).toEqual(old);
    expect(JSON.parse(String(await disk.read(main)))).toMatchObject({
      schemaVersion: SCHEMA_VERSION,
    });
    const again = await openOn(disk);
    expect(again.revision).toBe(revision);
  });

  test.each(lucks)(
    'a plug that is pulled at any step loses nothing (the disk %s)',
    async (luck) => {
      const whole = diskWith(old);
      const wanted = (await openOn(whole)).current;
      expect(whole.steps).toBeGreaterThan(5);
      for (let step = 0; step <= whole.steps; step++) {
        const disk = diskWith(old, step);
        await openOn(disk).catch(() => undefined);
        const after = await openOn(disk.afterPowerLoss(luck));
        expect(after.recovered, `step ${step}`).toBe(false);
        const undated = (config: typeof wanted) => ({
          ...config,
          people: config.people.map((person) => ({ ...person, createdAt: '' })),
        });
        expect(undated(after.current), `step ${step}`).toEqual(undated(wanted));
      }
    },
  );
});

test('F-17: a file of a later version is refused, and not a byte is touched', async () => {
  const text = oldFile(1)
    .toString()
    .replace('"schemaVersion": 1', `"schemaVersion": ${SCHEMA_VERSION + 1}`);
  const disk = diskWith(Buffer.from(text));
  await expect(openOn(disk)).rejects.toMatchObject({ code: 'CONFIG_NEWER' });
  expect([disk.steps, disk.names()]).toEqual([0, ['config.json']]);
  expect(String(await disk.read(main))).toBe(text);
});
