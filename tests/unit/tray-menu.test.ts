import { expect, test } from 'vitest';
import { toLook, toStateLine, toTrayMenu, type TrayState } from '../../main/tray/tray-menu';

const running: TrayState = {
  phase: 'running',
  gateway: { state: 'running', liveCalls: 2, publicUrls: ['http://127.0.0.1:5539'] },
  startAtLogin: false,
};
const labels = (state: TrayState): string[] =>
  toTrayMenu(state).flatMap((line) => (line.kind === 'separator' ? [] : [line.label]));

test('a running gateway shows its state, calls, addresses and what can be done', () => {
  expect(labels(running)).toEqual([
    'Running',
    '2 calls right now',
    'Copy http://127.0.0.1:5539',
    'Open Latchkey',
    'Pause everything',
    'Stop gateway',
    'Start at login',
    'Quit',
  ]);
});

test('a paused gateway offers to resume', () => {
  const paused: TrayState = {
    ...running,
    gateway: { state: 'paused', liveCalls: 0, publicUrls: [] },
  };
  expect(labels(paused)).toContain('Resume everything');
  expect(labels(paused)).not.toContain('Pause everything');
  expect(toLook(paused)).toBe('paused');
});

test.each(['stopped', 'failed'] as const)(
  'a %s gateway can be started and not stopped',
  (phase) => {
    const shown = labels({ phase, gateway: undefined, startAtLogin: false });
    expect(shown).toContain('Start gateway');
    expect(shown).not.toContain('Stop gateway');
  },
);

test('trouble is never shown as running', () => {
  const without = { gateway: undefined, startAtLogin: false };
  expect(toLook({ phase: 'failed', ...without })).toBe('trouble');
  expect(toLook({ phase: 'restarting', ...without })).toBe('trouble');
  expect(toLook({ phase: 'starting', ...without })).toBe('stopped');
  const troubled: TrayState = {
    ...running,
    gateway: { state: 'trouble', liveCalls: 0, publicUrls: [] },
  };
  expect(toStateLine(troubled)).toContain('problem');
});

test('the check mark of "Start at login" shows what is, and a click asks for the opposite', () => {
  const line = toTrayMenu({ ...running, startAtLogin: true }).find((one) => one.kind === 'check');
  expect(line).toMatchObject({ checked: true, action: { type: 'startAtLogin', enabled: false } });
});

test('Quit is always the last line', () => {
  for (const phase of ['starting', 'running', 'stopped', 'restarting', 'failed'] as const) {
    expect(labels({ ...running, phase }).at(-1)).toBe('Quit');
  }
});

test('a computer with many addresses does not get a menu longer than its screen', () => {
  const publicUrls = Array.from({ length: 40 }, (_, n) => `http://10.0.0.${n}:5539`);
  const gateway = { state: 'running', liveCalls: 1, publicUrls } as const;
  expect(labels({ ...running, gateway }).filter((label) => label.startsWith('Copy'))).toHaveLength(
    6,
  );
});
