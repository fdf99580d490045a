import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Threat } from '#shared/contract/operations/security';
import type { Reply } from '#shared/contract/define';
import { Notices } from '../../main/notices/notices';
import type { Note, NotePlace } from '../../main/notices/note';
import { speak } from '../../main/text/t';
import { Supervisor } from '../../main/supervisor/supervisor';
import { FakeGatewayChild } from '../support/fake-gateway-child';

// Saturday, ten in the evening in UTC.
const START = Date.UTC(2026, 10, 21, 22);
const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

const threat = (change: Partial<Threat> = {}): { threat: Threat } => ({
  threat: {
    id: 't1',
    at: '2026-11-21T22:00:00.000Z',
    lastAt: '2026-11-21T22:00:00.000Z',
    kind: 'guessed_keys',
    severity: 'serious',
    keyId: null,
    ip: '192.168.1.9',
    count: 12,
    message: 'Twelve wrong keys from 192.168.1.9.',
    suggestion: 'ban_address',
    state: 'open',
    ...change,
  },
});

/** A gateway that answers what is asked here, and a desktop that remembers what it showed. */
function world() {
  const shown: string[] = [];
  const notes: Note[] = [];
  const opened: NotePlace[] = [];
  const asked: [string, unknown][] = [];
  const answers = {
    notices: { security: true, budgets: true, outages: true, updates: true },
    keys: [{ id: 'k1', name: 'Mum’s phone' }],
    doNotDisturb: null as { from: string; to: string } | null,
    services: [{ id: '1', name: 'chat', health: 'up', paused: false }],
    problems: [{ code: 'record_unavailable', message: 'Is the disk full?' }],
  };
  const send = async (name: string, input: unknown): Promise<Reply> => {
    asked.push([name, input]);
    const { doNotDisturb, services, problems, keys, notices: switches } = answers;
    const value =
      name === 'settings.get'
        ? { settings: { timeZone: 'UTC', alerts: { doNotDisturb }, notices: switches } }
        : name === 'services.list'
          ? { services }
          : { problems, keys };
    return { ok: true, value };
  };
  const show = (note: Note) => {
    notes.push(note);
    shown.push(`${note.title}|${note.body}`);
  };
  const open = (place: NotePlace) => void opened.push(place);
  const notices = new Notices({ show, open, send });
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const health = async (state: string) => {
    answers.services = [{ id: '1', name: 'chat', health: state, paused: false }];
    notices.hear({ name: 'changed', payload: { group: 'services' } });
    await later(0);
  };
  return { notices, shown, notes, opened, asked, answers, later, health };
}

describe('alerts on the desktop', () => {
  test('T-09: an alert is shown once in plain text; a mere notice, one that is closed, or the same again is not', async () => {
    const { notices, shown, later } = world();
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
    const { notices, shown, later } = world();
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
    const { notices, shown, answers, later } = world();
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
    const { notices, shown, later } = world();
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
      const { notices, notes, later } = world();
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
    const { notices, notes, asked, opened, later } = world();
    notices.hear(leak());
    await later(0);
    for (const { run } of notes[0]?.actions ?? []) run();
    expect(asked).toContainEqual(['threats.acknowledge', { id: 't1', verdict: 'mine' }]);
    expect(asked).toContainEqual(['keys.pause', { id: 'k1' }]);
    expect(opened).toEqual([{ place: 'alert', id: 't1' }]);
  });

  test('a household that speaks German is told in German', async () => {
    const { notices, shown, later } = world();
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
    const { notices, shown, notes, later } = world();
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
    const { notices, shown, answers, later, health } = world();
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
    const { notices, shown, later } = world();
    for (let n = 0; n < 20; n++) {
      notices.hear(leak({ id: `t${n}`, keyId: `k${n}` }));
      notices.hear(budget({ id: `p${n}` }));
      notices.updateReady(`2.0.${n}`);
    }
    await later(0);
    expect(shown).toHaveLength(6);
  });
});

describe('the gateway and its services', () => {
  test('trouble is told with its reason, and its end only when it was told', async () => {
    const { notices, shown, answers, later } = world();
    notices.see('running');
    notices.see('trouble');
    await later(0);
    notices.see('running');
    await later(0);
    expect(shown).toEqual([
      'Latchkey needs you|Calls cannot be recorded, so they are on hold',
      'Latchkey works again|Calls are answered as before.',
    ]);
    answers.problems = [];
    notices.see('trouble');
    await later(0);
    notices.see('running');
    await later(0);
    expect(shown).toHaveLength(2);
  });

  test('a service that is down for a minute is told, and its return; a short absence is not', async () => {
    const { shown, later, health } = world();
    await health('down');
    await later(59_000);
    await health('up');
    await later(5 * MINUTE_MS);
    expect(shown).toEqual([]);
    await health('down');
    await later(59_999);
    expect(shown).toEqual([]);
    await later(1);
    expect(shown).toEqual(['chat does not answer|Calls to it fail. Is it running?']);
    await health('down');
    await later(MINUTE_MS);
    await health('up');
    expect(shown.slice(1)).toEqual(['chat is back|Calls go through again.']);
  });

  test('a service that is paused, or a gateway that stopped, is no outage', async () => {
    const { notices, shown, answers, later, health } = world();
    answers.services = [{ id: '1', name: 'chat', health: 'down', paused: true }];
    notices.hear({ name: 'changed', payload: { group: 'services' } });
    await later(2 * MINUTE_MS);
    notices.see('running');
    await health('down');
    notices.see(undefined);
    await later(2 * MINUTE_MS);
    expect(shown).toEqual([]);
  });
});
