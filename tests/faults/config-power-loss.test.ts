import { describe, expect, test } from 'vitest';
import { openConfigStore } from '../../gateway/storage/config-store';
import { PowerLoss, SimulatedDisk, type Luck } from '../support/simulated-disk';

const dataDir = '/data';
const lucks: Luck[] = ['drops all', 'keeps names, drops bytes', 'keeps the last name only'];

const openOn = (disk: SimulatedDisk) => openConfigStore({ dataDir, disk });

/** Saves port 1, 2, 3 one after the other until the power goes; returns the last that was acknowledged. */
async function saveUntilPowerLoss(disk: SimulatedDisk): Promise<number> {
  let acknowledged = 0;
  const store = await openOn(disk);
  for (const port of [1, 2, 3]) {
    try {
      await store.update((draft) => {
        draft.settings.publicPort = port;
      });
      acknowledged = port;
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORAGE_FAILED', cause: expect.any(PowerLoss) });
      break;
    }
  }
  return acknowledged;
}

const stepsOfAWholeRun = async () => {
  const disk = new SimulatedDisk();
  await saveUntilPowerLoss(disk);
  return disk.steps;
};

describe.each(lucks)('F-02: the power goes and the disk %s', (luck) => {
  test('F-02: at every step the config is the old or the new one, and the new one once it was acknowledged', async () => {
    const steps = await stepsOfAWholeRun();
    expect(steps).toBeGreaterThan(15);
    for (let step = 0; step <= steps; step++) {
      const disk = new SimulatedDisk(step);
      const acknowledged = await saveUntilPowerLoss(disk);
      const { current } = await openOn(disk.afterPowerLoss(luck));
      const port = current.settings.publicPort === 5539 ? 0 : current.settings.publicPort;
      expect([acknowledged, acknowledged + 1], `step ${step}`).toContain(port);
    }
  });

  test('F-02: it can be changed again afterwards', async () => {
    for (let step = 0; step <= (await stepsOfAWholeRun()); step++) {
      const disk = new SimulatedDisk(step);
      await saveUntilPowerLoss(disk);
      const later = disk.afterPowerLoss(luck);
      const store = await openOn(later);
      await store.update((draft) => {
        draft.settings.publicPort = 9;
      });
      expect((await openOn(later)).current.settings.publicPort).toBe(9);
    }
  });
});

test('F-02: a change that could not be saved is not in force', async () => {
  const disk = new SimulatedDisk(2);
  const store = await openOn(disk);
  const heard: unknown[] = [];
  store.onChange((next) => heard.push(next));
  await expect(
    store.update((draft) => {
      draft.settings.publicPort = 1;
    }),
  ).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(store.current.settings.publicPort).toBe(5539);
  expect(store.revision).toBe(0);
  expect(heard).toEqual([]);
});

/** `npm run faults:long` asks for more. */
const ROUNDS = Number(process.env['LATCHKEY_POWER_ROUNDS'] ?? 40);

test(`F-02: the power goes ${ROUNDS} times, each time at another moment, and no acknowledged change is ever lost`, async () => {
  let disk = new SimulatedDisk();
  let port = (await openOn(disk)).current.settings.publicPort;
  for (let round = 0; round < ROUNDS; round++) {
    // Any step of a run, and any way a disk may lose what was not synced.
    const step = Math.floor(Math.random() * 40);
    const luck = lucks[Math.floor(Math.random() * lucks.length)] ?? 'drops all';
    const dying = disk.afterPowerLoss('drops all', step);
    const acknowledged = await saveUntilPowerLoss(dying);
    disk = dying.afterPowerLoss(luck);
    const now = (await openOn(disk)).current.settings.publicPort;
    const allowed = acknowledged === 0 ? [port, 1] : [acknowledged, acknowledged + 1];
    expect(allowed, `round ${round}: step ${step}, ${luck}`).toContain(now);
    port = now;
  }
});
