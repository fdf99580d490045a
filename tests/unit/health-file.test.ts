import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHealthFile, type HealthFile } from '../../gateway/services/health-file';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse('2026-11-21T08:00:00Z');
const CHAT = { id: '1', createdAt: '2026-11-01T00:00:00.000Z' };

let dataDir: string;
let nowMs: number;
let reports: string[];
let tick: () => void;
let opened: HealthFile | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-health-'));
  nowMs = START_MS;
  reports = [];
});
afterEach(async () => {
  await opened?.close();
  opened = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

const file = () => path.join(dataDir, 'health.json');
const open = async (services = [CHAT]) => {
  const eachTick = (run: () => void) => {
    tick = run;
    return () => (tick = () => {});
  };
  const report = (message: string) => void reports.push(message);
  const options = { dataDir, services: () => services, report, wallMs: () => nowMs, soonMs: 0 };
  opened = await openHealthFile({ ...options, eachTick });
  return opened.history;
};
const close = async () => {
  await opened?.close();
  opened = undefined;
};
const textOnDisk = () => readFile(file(), 'utf8').catch(() => '');
/** The process ends at once: nothing is written any more. */
const killed = () => (opened = undefined);
const told = (changes: readonly { atMs: number; health: string }[]) =>
  changes.map(({ atMs, health }) => [(atMs - START_MS) / HOUR_MS, health]);

test('a stop and a start later the history goes on, with the time between as what it was: off', async () => {
  const history = await open();
  history.note('1', 'up');
  nowMs += HOUR_MS;
  history.note('1', 'down');
  nowMs += HOUR_MS;
  await close();
  nowMs += 5 * HOUR_MS;
  expect(told((await open()).of('1', 'unknown'))).toEqual([
    [0, 'up'],
    [1, 'down'],
    [2, 'off'],
    [7, 'unknown'],
  ]);
});

test('after a kill it is known to the last seconds what was, and since when nothing is', async () => {
  const history = await open();
  history.note('1', 'up');
  await expect.poll(textOnDisk).toContain('"up"');
  nowMs += 3 * HOUR_MS;
  await expect.poll(() => (tick(), textOnDisk())).toContain(`"aliveMs":${nowMs},`);
  killed();
  nowMs += HOUR_MS;
  const after = told((await open()).of('1', 'unknown'));
  expect(after.at(-2)).toEqual([3, 'off']);
  expect(after.at(-1)).toEqual([4, 'unknown']);
});

test('a restart within half a minute is no time that Latchkey was off', async () => {
  (await open()).note('1', 'up');
  await close();
  nowMs += 20_000;
  const after = (await open()).of('1', 'unknown');
  expect(after.map(({ health }) => health)).toEqual(['up', 'unknown']);
});

test('a computer that sleeps is off as well', async () => {
  const history = await open();
  history.note('1', 'up');
  nowMs += 5_000;
  tick();
  expect(history.of('1', 'up')).toHaveLength(1);
  nowMs += 8 * HOUR_MS;
  tick();
  expect(history.of('1', 'up').map(({ health }) => health)).toEqual(['up', 'off', 'up']);
});

test('what is kept is a week and 500 changes of each service at most, for the owner alone', async () => {
  const history = await open();
  for (let n = 0; n < 2_000; n++) {
    nowMs += 60_000;
    history.note('1', n % 2 === 0 ? 'up' : 'down');
  }
  await close();
  expect(JSON.parse(await textOnDisk())).toMatchObject({ services: [{ id: '1' }] });
  expect((await stat(file())).size).toBeLessThan(20_000);
  if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
  nowMs += 30 * DAY_MS;
  const after = (await open()).of('1', 'unknown');
  expect(after.map(({ health }) => health)).toEqual(['off', 'unknown']);
  expect(after[0]?.atMs).toBe(nowMs - 7 * DAY_MS);
});

test('another service under the same id, and one that is gone, inherit nothing', async () => {
  const history = await open();
  history.note('1', 'down');
  history.note('2', 'down');
  await close();
  const other = { ...CHAT, createdAt: '2026-11-21T07:00:00.000Z' };
  const after = await open([other]);
  expect(after.of('1', 'unknown').map(({ health }) => health)).toEqual(['unknown']);
  await close();
  expect(await textOnDisk()).not.toContain('down');
});

test.each(['', '{"version":1', '[]', '{"version":1,"aliveMs":-1,"services":[]}', '\0\0\0\0'])(
  'a damaged file (%j) is a fresh start and is replaced',
  async (text) => {
    await writeFile(file(), text);
    const history = await open();
    expect(history.of('1', 'up')).toEqual([{ atMs: nowMs, health: 'up' }]);
    await close();
    expect(await textOnDisk()).toContain('"up"');
    expect(reports).toEqual([]);
  },
);

test('times from a clock that was ahead are not believed, and nothing runs backwards', async () => {
  const history = await open();
  history.note('1', 'up');
  nowMs += 2 * DAY_MS;
  history.note('1', 'down');
  await close();
  nowMs = START_MS + HOUR_MS;
  const after = (await open()).of('1', 'unknown');
  expect(told(after)).toEqual([
    [0, 'up'],
    [1, 'unknown'],
  ]);
});

test('a clock that is set right while it runs loses nothing that comes after, also for the next start', async () => {
  nowMs = START_MS + 2 * DAY_MS;
  const history = await open();
  history.note('1', 'up');
  tick();
  nowMs = START_MS;
  tick();
  nowMs += HOUR_MS;
  history.note('1', 'down');
  await close();
  nowMs += 10_000;
  expect(told((await open()).of('1', 'down'))).toEqual([
    [0, 'up'],
    [1, 'down'],
  ]);
});

test('a folder that cannot be written is one line in the log, and the history goes on in memory', async () => {
  const history = await open();
  await rm(dataDir, { recursive: true });
  history.note('1', 'up');
  await expect.poll(() => reports).toEqual(['health.json could not be saved.']);
  for (let n = 0; n < 5; n++) tick();
  nowMs += HOUR_MS;
  expect(history.of('1', 'up')).toHaveLength(1);
  expect(reports).toHaveLength(1);
});

test('a file that somebody took away is written again', async () => {
  const history = await open();
  history.note('1', 'up');
  await expect.poll(textOnDisk).toContain('"up"');
  await rm(file());
  await expect.poll(() => (tick(), textOnDisk())).toContain('"up"');
  expect((await readdir(dataDir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
