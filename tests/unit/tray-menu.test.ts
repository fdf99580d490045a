import { afterEach, describe, expect, test } from 'vitest';
import { toIconFile, opensOnClick } from '../../main/tray/tray-icon';
import { toLook, toStateLine, toTrayMenu, type TrayState } from '../../main/tray/tray-menu';
import { speak } from '../../main/text/t';

afterEach(() => void speak('en', []));

type View = NonNullable<TrayState['gateway']>;

const NOBODY: View['served'] = { calls: [], total: 0, waiting: [] };
const view = (change: Partial<View> = {}): View => ({
  state: 'running',
  liveCalls: 0,
  waiting: 0,
  publicUrls: ['http://127.0.0.1:5539'],
  pausedUntil: null,
  served: NOBODY,
  ...change,
});
const running: TrayState = { phase: 'running', gateway: view(), startAtLogin: false };
const labels = (state: TrayState): string[] =>
  toTrayMenu(state).flatMap((line) => (line.kind === 'separator' ? [] : [line.label]));
const withView = (change: Partial<View>): TrayState => ({ ...running, gateway: view(change) });

const call = (keyName: string, seconds = 12, model: string | null = 'llama3.2') => ({
  keyName,
  personName: null,
  serviceName: 'Ollama',
  model,
  startedAt: '2026-11-21T14:40:00.000Z',
  seconds,
});
const served = (names: readonly string[], waiting: View['served']['waiting'] = []) => ({
  liveCalls: names.length,
  served: { calls: names.map((name) => call(name)), total: names.length, waiting },
});

test('a running gateway shows its state, addresses and what can be done', () => {
  expect(labels(running)).toEqual([
    'Running',
    'No calls right now',
    'Connect a device…',
    'Copy http://127.0.0.1:5539',
    'Open Latchkey',
    'Pause for an hour',
    'Pause until I resume',
    'Stop gateway',
    'Start at login',
    'Quit',
  ]);
  expect(toLook(running)).toBe('running');
});

describe('while somebody is served', () => {
  test('the menu says who, with what, where and for how long, and who waits', () => {
    const state = withView(served(['Mum’s phone'], [{ serviceName: 'Ollama', calls: 2 }]));
    expect(labels(state).slice(0, 4)).toEqual([
      'In use: 1 call right now',
      'Mum’s phone: llama3.2 on Ollama, 10 s',
      '2 calls waiting for Ollama',
      'Connect a device…',
    ]);
    expect(toLook(state)).toBe('busy');
  });

  test('five are named and the others counted', () => {
    const names = Array.from({ length: 8 }, (_, n) => `Phone ${n}`);
    const shown = labels(withView(served(names)));
    expect(shown.filter((label) => label.startsWith('Phone'))).toHaveLength(5);
    expect(shown).toContain('and 3 more');
  });

  test('minutes and calls without a model read well too', () => {
    const calls = [call('TV', 185), call('Robot', 3, null)];
    const state = withView({ liveCalls: 2, served: { calls, total: 2, waiting: [] } });
    expect(labels(state).slice(1, 3)).toEqual([
      'TV: llama3.2 on Ollama, 3 min',
      'Robot: Ollama, 3 s',
    ]);
  });

  test('T-09: a name is words and nothing else, and no longer than a line', () => {
    const nasty = ['<img src=x>&File\u202e\u0007', 'x'.repeat(5_000)];
    const shown = labels(withView(served(nasty))).slice(1, 3);
    expect(shown[0]).toBe('‹img src=x›＆File: llama3.2 on Ollama, 10 s');
    expect(shown[1]?.length).toBeLessThan(80);
  });
});

describe('a paused gateway', () => {
  test('offers to resume', () => {
    const paused = withView({ state: 'paused' });
    expect(labels(paused)).toContain('Resume');
    expect(labels(paused).filter((label) => label.startsWith('Pause '))).toEqual([]);
    expect(toLook(paused)).toBe('paused');
    expect(toStateLine(paused)).toBe('Paused: every call is turned away');
  });

  test('says until when, if it ends by itself', () => {
    const pausedUntil = new Date(Date.now() + 3_600_000);
    const state = withView({ state: 'paused', pausedUntil: pausedUntil.toISOString() });
    const time = `${pausedUntil.getHours()}`.padStart(2, '0');
    expect(toStateLine(state)).toMatch(new RegExp(`^Paused until ${time}:\\d\\d$`));
  });
});

test.each(['stopped', 'failed'] as const)(
  'a %s gateway can be started and not stopped',
  (phase) => {
    const shown = labels({ phase, gateway: undefined, startAtLogin: false });
    expect(shown).toContain('Start gateway');
    expect(shown).not.toContain('Stop gateway');
    expect(shown).not.toContain('Connect a device…');
  },
);

test('trouble is never shown as running', () => {
  const without = { gateway: undefined, startAtLogin: false };
  expect(toLook({ phase: 'failed', ...without })).toBe('trouble');
  expect(toLook({ phase: 'restarting', ...without })).toBe('trouble');
  expect(toLook({ phase: 'starting', ...without })).toBe('stopped');
  const troubled = withView({ state: 'trouble', ...served(['Phone']) });
  expect(toLook(troubled)).toBe('trouble');
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

test('addresses that a device can use come first, and no menu is longer than its screen', () => {
  const lan = Array.from({ length: 40 }, (_, n) => `http://10.0.0.${n}:5539`);
  const publicUrls = ['http://127.0.0.1:5539', 'http://[fd00::1]:5539', ...lan];
  const copies = labels(withView({ publicUrls })).filter((label) => label.startsWith('Copy'));
  expect(copies).toHaveLength(6);
  expect(copies[0]).toBe('Copy http://10.0.0.0:5539');
});

test('the whole menu is German for a household that speaks German', () => {
  expect(speak('auto', ['de-DE', 'en-US'])).toBe(true);
  expect(labels(withView(served(['Mamas Handy'], [{ serviceName: 'Ollama', calls: 1 }])))).toEqual([
    'In Gebrauch: gerade 1 Anfrage',
    'Mamas Handy: llama3.2 auf Ollama, 10 s',
    '1 Anfrage wartet auf Ollama',
    'Gerät verbinden …',
    'http://127.0.0.1:5539 kopieren',
    'Latchkey öffnen',
    'Für eine Stunde anhalten',
    'Anhalten, bis ich fortsetze',
    'Gateway beenden',
    'Beim Anmelden starten',
    'Beenden',
  ]);
  expect(speak('en', ['de-DE'])).toBe(true);
  expect(labels(running)[0]).toBe('Running');
  expect(speak('xx', ['de-DE'])).toBe(false);
});

test('each desktop gets the picture and the click it is used to', () => {
  expect(toIconFile('busy', 'darwin', true)).toEqual({
    file: 'busy-Template.png',
    isTemplate: true,
  });
  expect(toIconFile('paused', 'win32', true)).toEqual({
    file: 'paused-dark.png',
    isTemplate: false,
  });
  expect(toIconFile('running', 'linux', false).file).toBe('running-light.png');
  expect(['darwin', 'win32', 'linux'].map(opensOnClick)).toEqual([false, true, true]);
});
