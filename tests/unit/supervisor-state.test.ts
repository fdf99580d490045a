import { expect, test } from 'vitest';
import {
  initialState,
  nextState,
  restartDelayMs,
  type SupervisorEvent,
  type SupervisorState,
} from '../../main/supervisor/supervisor-state';

const after = (...events: SupervisorEvent[]): SupervisorState =>
  events.reduce(nextState, initialState);
const crash = (atMs: number): SupervisorEvent => ({
  type: 'crashed',
  atMs,
  cause: 'It ended with exit code 134.',
});

test('F-25: the pause before a restart doubles from half a second up to half a minute', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((crashes) => restartDelayMs(crashes, 0));
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('F-25: chance shortens a pause by at most a quarter, so many computers do not restart in step', () => {
  expect(restartDelayMs(3, 0.5)).toBe(1750);
  expect(restartDelayMs(3, 1)).toBe(1500);
});

test('F-25: the fifth crash within a minute ends the attempts and names the cause', () => {
  const four = after(crash(0), crash(1000), crash(2000), crash(3000));
  expect(four.phase).toBe('restarting');
  const five = nextState(four, crash(59_999));
  expect(five.phase).toBe('failed');
  expect(five.problem).toContain('It ended with exit code 134.');
});

test('F-25: crashes more than a minute apart are met with longer pauses, not with giving up', () => {
  const spread = after(...[0, 20, 40, 61, 82, 103].map((second) => crash(second * 1000)));
  expect(spread.phase).toBe('restarting');
  expect(spread.crashesMs).toHaveLength(6);
});

test('F-25: a minute without a crash clears the count', () => {
  const well = after(crash(0), crash(1), crash(2), crash(3), { type: 'ready' }, { type: 'well' });
  expect(well).toMatchObject({ phase: 'running', crashesMs: [] });
});

test('a gateway that says why it cannot start is not started again by itself', () => {
  const message = 'Another program uses port 5539.';
  const refused = after({ type: 'start' }, { type: 'refused', message });
  expect(refused).toMatchObject({ phase: 'failed', problem: message });
});

test('being started or stopped by the owner clears the problem', () => {
  const failed = after({ type: 'refused', message: 'No.' });
  expect(nextState(failed, { type: 'start' })).toMatchObject({ phase: 'starting', problem: null });
  expect(nextState(failed, { type: 'stopped' })).toMatchObject({ phase: 'stopped', problem: null });
});
