import { expect, test } from 'vitest';
import { createHealthHistory } from '../../gateway/services/health-history';

const HOUR_MS = 3_600_000;

function rig(most?: number) {
  const clock = { ms: 100 * HOUR_MS };
  const limits = most === undefined ? {} : { most };
  return { clock, history: createHealthHistory({ wallMs: () => clock.ms, ...limits }) };
}

test('each change of a service is kept with its time, and the same again is none', () => {
  const { clock, history } = rig();
  history.note('1', 'unknown');
  clock.ms += HOUR_MS;
  history.note('1', 'up');
  history.note('1', 'up');
  clock.ms += HOUR_MS;
  expect(history.of('1', 'down')).toEqual([
    { atMs: 100 * HOUR_MS, health: 'unknown' },
    { atMs: 101 * HOUR_MS, health: 'up' },
    { atMs: 102 * HOUR_MS, health: 'down' },
  ]);
  expect(history.of('2', 'up')).toEqual([{ atMs: 102 * HOUR_MS, health: 'up' }]);
});

test('a week later only what held since then is told', () => {
  const { clock, history } = rig();
  history.note('1', 'down');
  clock.ms += HOUR_MS;
  history.note('1', 'up');
  clock.ms += 200 * HOUR_MS;
  expect(history.of('1', 'up')).toEqual([{ atMs: (301 - 168) * HOUR_MS, health: 'up' }]);
});

test('a computer that slept did not watch, and nobody is said to have been down meanwhile', () => {
  const { clock, history } = rig();
  history.note('1', 'up');
  clock.ms += 8 * HOUR_MS;
  history.noteOff(101 * HOUR_MS);
  expect(history.of('1', 'up')).toEqual([
    { atMs: 100 * HOUR_MS, health: 'up' },
    { atMs: 101 * HOUR_MS, health: 'off' },
    { atMs: 108 * HOUR_MS, health: 'up' },
  ]);
});

test('a service that goes up and down all day never fills the memory', () => {
  const { clock, history } = rig(4);
  for (let n = 0; n < 100; n++) {
    clock.ms += 1000;
    history.note('1', n % 2 === 0 ? 'up' : 'down');
  }
  const kept = history.of('1', 'down');
  expect(kept).toHaveLength(4);
  expect(kept.at(-1)).toEqual({ atMs: clock.ms, health: 'down' });
});

test('a clock that is set back does not turn the history around, and a removed service has none', () => {
  const { clock, history } = rig();
  history.note('1', 'up');
  clock.ms -= HOUR_MS;
  const kept = history.of('1', 'down');
  expect(kept.map(({ health }) => health)).toEqual(['up', 'down']);
  expect(kept[1]?.atMs).toBeGreaterThanOrEqual(kept[0]?.atMs ?? 0);
  history.forget('1');
  expect(history.of('1', 'unknown')).toHaveLength(1);
});

test('what a clock that was ahead wrote counts from when it was set right, and later changes have their time', () => {
  const { clock, history } = rig();
  history.note('1', 'up');
  clock.ms += 48 * HOUR_MS;
  history.note('1', 'down');
  history.note('1', 'up');
  history.note('1', 'down');
  clock.ms = 101 * HOUR_MS;
  expect(history.of('1', 'down')).toEqual([
    { atMs: 100 * HOUR_MS, health: 'up' },
    { atMs: 101 * HOUR_MS, health: 'down' },
  ]);
  clock.ms += HOUR_MS;
  history.noteOff(101.5 * HOUR_MS);
  clock.ms += HOUR_MS;
  expect(history.of('1', 'up').slice(1)).toEqual([
    { atMs: 101 * HOUR_MS, health: 'down' },
    { atMs: 101.5 * HOUR_MS, health: 'off' },
    { atMs: 102 * HOUR_MS, health: 'down' },
    { atMs: 103 * HOUR_MS, health: 'up' },
  ]);
});

test('how a service was when last somebody knew outlives the times in which nobody did', () => {
  const { history } = rig();
  expect(history.lastKnown('1')).toBeUndefined();
  for (const health of ['up', 'down', 'unknown'] as const) history.note('1', health);
  history.noteOff(100 * HOUR_MS);
  expect(history.lastKnown('1')).toBe('down');
});
