import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Threat } from '#shared/contract/operations/security';
import { speak } from '../../main/text/t';
import { Supervisor } from '../../main/supervisor/supervisor';
import { FakeGatewayChild } from '../support/fake-gateway-child';
import { noticesWorld, NOTICES_START, threat } from '../support/notices-world';

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: NOTICES_START }));
afterEach(() => void vi.useRealTimers());

describe('alerts on the desktop', () => {
  test('T-09: an alert is shown once in plain text; a mere notice, one that is closed, or the same again is not', async () => {
    const { notices, shown, later } = noticesWorld();
    notices.hear({ name: 'threat', payload: threat({ id: 't0', severity: 'notice' }) });
    notices.hear({ name: 'threat', payload: threat({ id: 't2', state: 'confirmed_mine' }) });
    await later(0);
    expect(shown).toEqual([]);
    notices.hear({
      name: 'threat',
      payload: threat({ ip: '<a href="x">&</a>\u202e\n\u0007' }),
    });
    await later(0);
    expect(shown).toEqual(['Someone may be trying to get in|From ‹a href="x"›＆‹/a› .']);
    await later(11 * MINUTE_MS);
    notices.hear({ name: 'threat', payload: threat({ count: 90 }) });
    await later(0);
    expect(shown).toHaveLength(1);
  });

  test('about the same, one note in ten minutes', async () => {
    const { notices, shown, later } = noticesWorld();
    for (const id of ['a', 'b', 'c']) notices.hear({ name: 'threat', payload: threat({ id }) });
    await later(0);
    expect(shown).toHaveLength(1);
    notices.gaveUp('It ended five times.');
    await later(10 * MINUTE_MS - 1);
    notices.hear({ name: 'threat', payload: threat({ id: 'd' }) });
    await later(0);
    expect(shown).toHaveLength(2);
    await later(1);
    notices.hear({ name: 'threat', payload: threat({ id: 'e', severity: 'warning' }) });
    await later(0);
    expect(shown.at(-1)).toBe('Someone may be trying to get in|From 192.168.1.9.');
  });

  test('nothing is shown in the hours in which nothing may be, over midnight too', async () => {
    const { notices, shown, answers, later } = noticesWorld();
    answers.doNotDisturb = { from: '21:30', to: '07:00' };
    notices.hear({ name: 'threat', payload: threat({ id: 'a' }) });
    notices.updateReady('2.0.0');
    await later(8 * 60 * MINUTE_MS);
    notices.hear({ name: 'threat', payload: threat({ id: 'b' }) });
    await later(0);
    expect(shown).toEqual([]);
    await later(60 * MINUTE_MS);
    notices.hear({ name: 'threat', payload: threat({ id: 'c' }) });
    await later(0);
    expect(shown).toHaveLength(1);
  });

  test('what the gateway says over its port reaches the desktop', async () => {
    const { notices, shown, later } = noticesWorld();
    const child = new FakeGatewayChild();
    const supervisor = new Supervisor({
      fork: () => child,
      startOptions: async () => ({ dataDir: '/data', version: '1', keychain: 'absent' }),
      onState: () => {},
      onEvent: (event) => notices.hear(event),
      onSecret: () => {},
      log: () => {},
    });
    supervisor.start();
    await later(0);
    child.becomeReady();
    child.say({ type: 'event', event: { name: 'threat', payload: threat() } });
    await later(0);
    expect(shown).toHaveLength(1);
  });
});

const leak = (change: Partial<Threat> = {}) => ({
  name: 'threat' as const,
  payload: threat({ kind: 'new_network', severity: 'warning', keyId: 'k1', ...change }),
});

describe('a key that may have leaked', () => {
  test.each([
    ['new_network', '“Mum’s phone” was used from a new address'],
    ['shared_key', '“Mum’s phone” is used by several devices at once'],
    ['night_use', '“Mum’s phone” was used at night for the first time'],
    ['volume_spike', '“Mum’s phone” makes far more calls than usual'],
  ] as const)(
    'S003-47: %s names the key and asks whether it was the owner',
    async (kind, title) => {
      const { notices, notes, later } = noticesWorld();
      notices.hear(leak({ kind, severity: 'notice' }));
      await later(0);
      expect(notes).toMatchObject([
        { title, body: 'From 192.168.1.9. Was it you?', place: { place: 'alert', id: 't1' } },
      ]);
      expect(notes[0]?.actions.map(({ label }) => label)).toEqual([
        'It was me',
        'Pause the key',
        'New key text…',
      ]);
    },
  );

  test('S003-47: each button of the note does what it says', async () => {
    const { notices, notes, asked, opened, later } = noticesWorld();
    notices.hear(leak());
    await later(0);
    for (const { run } of notes[0]?.actions ?? []) run();
    expect(asked).toContainEqual(['threats.acknowledge', { id: 't1', verdict: 'mine' }]);
    expect(asked).toContainEqual(['keys.pause', { id: 'k1' }]);
    expect(opened).toEqual([{ place: 'alert', id: 't1' }]);
  });

  test('a household that speaks German is told in German', async () => {
    const { notices, shown, later } = noticesWorld();
    speak('de', []);
    notices.hear(leak());
    await later(0);
    speak('en', []);
    expect(shown).toEqual([
      '„Mum’s phone“ wurde von einer neuen Adresse benutzt|Von 192.168.1.9. Warst du das?',
    ]);
  });
});

const budget = (change: object = {}) => ({
  name: 'budget' as const,
  payload: {
    of: 'person' as const,
    id: 'p1',
    name: 'Mum',
    measure: 'money' as const,
    period: 'month' as const,
    level: 'near' as const,
    used: '8',
    limit: '10',
    resetsAt: null,
    ...change,
  },
});

describe('what the owner wants to be told', () => {
  test('a budget near its end and at its end is told with whose it is', async () => {
    const { notices, shown, notes, later } = noticesWorld();
    notices.hear(budget());
    notices.hear(budget({ level: 'spent' }));
    notices.hear(budget({ of: 'key', id: 'k1', name: 'TV', measure: 'calls', period: 'day' }));
    await later(0);
    expect(shown.map((text) => text.split('|')[0])).toEqual([
      'Mum has used four fifths of the budget for this month',
      'Mum has used up the budget for this month',
      '“TV” has used four fifths of the calls for today',
    ]);
    expect(notes[0]?.place).toEqual({ place: 'people', id: null });
  });

  test('each switch keeps its notes back, and no other', async () => {
    const { notices, shown, answers, later, health } = noticesWorld();
    const tellAll = async () => {
      notices.hear(leak());
      notices.hear(budget());
      notices.updateReady('2.0.0');
      await health('down');
      await later(MINUTE_MS);
    };
    answers.notices = { security: false, budgets: false, outages: false, updates: false };
    await tellAll();
    expect(shown).toEqual([]);
    notices.gaveUp('It ended five times.');
    await later(0);
    expect(shown).toEqual(['Latchkey is not running|It ended five times.']);
    for (const [name, start] of [
      ['budgets', 'Mum has used'],
      ['updates', 'Latchkey 2.0.0 is ready'],
    ] as const) {
      answers.notices = { ...answers.notices, [name]: true };
      await later(11 * MINUTE_MS);
      await tellAll();
      expect(shown.at(-1)?.startsWith(start)).toBe(true);
    }
  });

  test('however much happens, six notes in ten minutes are the most', async () => {
    const { notices, shown, later } = noticesWorld();
    for (let n = 0; n < 20; n++) {
      notices.hear(leak({ id: `t${n}`, keyId: `k${n}` }));
      notices.hear(budget({ id: `p${n}` }));
      notices.updateReady(`2.0.${n}`);
    }
    await later(0);
    expect(shown).toHaveLength(6);
  });
});
