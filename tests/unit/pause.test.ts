import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changePause, createPauseEnd, isPaused, pauseRefusal } from '../../gateway/limits/pause';
import { createMemoryAudit } from '../support/memory-records';
import { createMemoryConfigStore } from '../support/memory-config-store';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-21T14:40:00Z');
const UNTIL = '2026-11-21T15:40:00.000Z';

let nowMs: number;
beforeEach(() => {
  nowMs = START;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

const off = { paused: false, pausedUntil: null };
const on = { paused: true, pausedUntil: UNTIL };

async function paused(pausedUntil: string | null) {
  const config = createMemoryConfigStore();
  const audit = createMemoryAudit();
  const reports: string[] = [];
  await config.update((draft) => {
    draft.settings = { ...draft.settings, paused: true, pausedUntil };
  });
  const open = () =>
    createPauseEnd({ config, audit, wallMs: () => nowMs, report: (text) => reports.push(text) });
  const state = () => {
    const { paused: isOn, pausedUntil: until } = config.current.settings;
    return { paused: isOn, pausedUntil: until };
  };
  return { config, audit, reports, open, state };
}

const second = () => vi.advanceTimersByTimeAsync(1000);

test('a pause for an hour ends by itself, and the record says so', async () => {
  const { audit, open, state } = await paused(UNTIL);
  const end = open();
  nowMs = START + HOUR_MS - 1;
  await second();
  expect(state()).toEqual(on);
  nowMs += 1;
  await second();
  expect(state()).toEqual(off);
  const { entries } = await audit.search({ limit: 10 });
  expect(entries).toMatchObject([
    { event: 'ADMIN', operation: 'settings.update', change: { input: { paused: false } } },
  ]);
  end.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('a pause that ended while the computer was off is over at the start', async () => {
  const { open, state } = await paused(UNTIL);
  nowMs = START + 5 * HOUR_MS;
  const end = open();
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toEqual(off);
  end.close();
});

test('a clock that jumps is followed: the end is a moment and no number of ticks', async () => {
  const { open, state } = await paused(UNTIL);
  const end = open();
  nowMs = START - 2 * HOUR_MS;
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  expect(state()).toEqual(on);
  nowMs = START + HOUR_MS;
  await second();
  expect(state()).toEqual(off);
  end.close();
});

test('a pause without an end stays until the owner ends it, and costs no timer', async () => {
  const { open, state } = await paused(null);
  const end = open();
  nowMs = START + 1000 * HOUR_MS;
  await second();
  expect(state()).toEqual({ paused: true, pausedUntil: null });
  expect(vi.getTimerCount()).toBe(0);
  end.close();
});

test('an end that cannot be saved holds nobody up, is said once and tried again', async () => {
  const { config, open, reports, state } = await paused(UNTIL);
  const end = open();
  nowMs = START + HOUR_MS;
  config.failNext();
  await second();
  expect(state()).toEqual(on);
  expect(isPaused(on, nowMs)).toBe(false);
  expect(reports).toHaveLength(1);
  await second();
  expect(state()).toEqual(off);
  end.close();
});

test('the refusal says how long it lasts, when that is known', () => {
  expect(pauseRefusal(on, START)).toMatchObject({ code: 'GATEWAY_PAUSED', retryAfterMs: HOUR_MS });
  expect(pauseRefusal({ paused: true, pausedUntil: null }, START)?.retryAfterMs).toBeUndefined();
  expect(pauseRefusal(on, START + HOUR_MS)).toBeUndefined();
  expect(pauseRefusal(off, START)).toBeUndefined();
});

test('a change of the pause means what it says', () => {
  expect(changePause(off, { paused: true, pausedUntil: UNTIL }, START)).toEqual(on);
  expect(changePause(on, { paused: true }, START)).toEqual({ paused: true, pausedUntil: null });
  expect(changePause(on, {}, START)).toEqual(on);
  expect(changePause(on, { pausedUntil: null }, START)).toEqual({ ...on, pausedUntil: null });
  expect(changePause(on, { paused: false }, START)).toEqual(off);
  // A form that was open while the end went by sends back what it had read.
  expect(changePause(on, { pausedUntil: UNTIL }, START + 2 * HOUR_MS)).toEqual(on);
  const gone = () => changePause(off, { paused: true, pausedUntil: UNTIL }, START + 2 * HOUR_MS);
  expect(gone).toThrow('in the future');
  expect(() => changePause(off, { pausedUntil: UNTIL }, START)).toThrow('Nothing is paused');
});
