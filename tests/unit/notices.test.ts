import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Threat } from '#shared/contract/operations/security';
import type { Reply } from '#shared/contract/define';
import { Notices } from '../../main/notices/notices';
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
  const answers = {
    doNotDisturb: null as { from: string; to: string } | null,
    services: [{ id: '1', name: 'chat', health: 'up', paused: false }],
    problems: [{ code: 'record_unavailable', message: 'Is the disk full?' }],
  };
  const send = async (name: string): Promise<Reply> => {
    const { doNotDisturb, services, problems } = answers;
    const value =
      name === 'settings.get'
        ? { settings: { timeZone: 'UTC', alerts: { doNotDisturb } } }
        : name === 'services.list'
          ? { services }
          : { problems };
    return { ok: true, value };
  };
  const notices = new Notices({ show: (title, body) => shown.push(`${title}|${body}`), send });
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const health = async (state: string) => {
    answers.services = [{ id: '1', name: 'chat', health: state, paused: false }];
    notices.hear({ name: 'changed', payload: { group: 'services' } });
    await later(0);
  };
  return { notices, shown, answers, later, health };
}

describe('alerts on the desktop', () => {
  test('an alert is shown once in plain text; a mere notice, one that is closed, or the same again is not', async () => {
    const { notices, shown, later } = world();
    notices.hear({ name: 'threat', payload: threat({ id: 't0', severity: 'notice' }) });
    notices.hear({ name: 'threat', payload: threat({ id: 't2', state: 'confirmed_mine' }) });
    await later(0);
    expect(shown).toEqual([]);
    notices.hear({
      name: 'threat',
      payload: threat({ message: '<a href="x">Mum & Dad</a>\u202e\n\u0007' }),
    });
    await later(0);
    expect(shown).toEqual(['Someone may be trying to get in|‹a href="x"›Mum ＆ Dad‹/a›']);
    await later(11 * MINUTE_MS);
    notices.hear({ name: 'threat', payload: threat({ count: 90 }) });
    await later(0);
    expect(shown).toHaveLength(1);
  });

  test('of each kind one note in ten minutes', async () => {
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
    expect(shown.at(-1)).toBe('Something unusual|Twelve wrong keys from 192.168.1.9.');
  });

  test('nothing is shown in the hours in which nothing may be, over midnight too', async () => {
    const { notices, shown, answers, later } = world();
    answers.doNotDisturb = { from: '21:30', to: '07:00' };
    notices.hear({ name: 'threat', payload: threat({ id: 'a' }) });
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

describe('the gateway and its services', () => {
  test('trouble is told with its reason, and its end only when it was told', async () => {
    const { notices, shown, answers, later } = world();
    notices.see('running');
    notices.see('trouble');
    await later(0);
    notices.see('running');
    await later(0);
    expect(shown).toEqual([
      'Latchkey needs you|Is the disk full?',
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
