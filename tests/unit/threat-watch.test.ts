import { describe, expect, test } from 'vitest';
import { NOON, stranger, times, useThreatRig } from '../support/threat-rig';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const rig = useThreatRig();
const { open, opened, see } = rig;

describe('S000-48 S002-21: failed tries', () => {
  test('ten of one address within five minutes are one alert, which is told at once and whose count rises', () => {
    times(9, () => see(stranger()));
    expect(opened()).toEqual([]);
    see(stranger());
    expect(rig.told).toMatchObject([{ kind: 'failed_attempts', count: 10, ip: '203.0.113.9' }]);
    times(990, () => see(stranger(), 10));
    expect(opened()).toMatchObject([
      { count: 1000, severity: 'warning', suggestion: 'ban_address', state: 'open' },
    ]);
    expect(opened()[0]?.message).toContain('1000 calls from 203.0.113.9');
  });

  test('spread over hours, or without any key, they are what apps do', () => {
    times(30, () => see(stranger(), 2 * MINUTE));
    times(30, () => see(stranger({ code: 'KEY_MISSING', presented: null })));
    expect(opened()).toEqual([]);
  });

  test('all addresses of one IPv6 /64 are one source, and two sources are two alerts', () => {
    times(10, (n) => see(stranger({ ip: `2001:db8:1:2::${n + 1}` })));
    times(10, () => see(stranger()));
    expect(opened().map(({ ip }) => ip)).toEqual(['203.0.113.9', '2001:db8:1:2::/64']);
  });

  test('T-02: many different wrong keys are told of as guessing', () => {
    times(10_000, (n) => see(stranger({ presented: `lk_${String(n).padStart(5, '0')}` }), 1));
    expect(opened()).toMatchObject([
      { kind: 'guessed_keys', severity: 'serious', count: expect.any(Number) as number },
    ]);
    expect(opened()[0]?.count).toBeGreaterThan(9_900);
  });

  test('of this computer itself no ban is suggested, as there can be none', () => {
    times(10, () => see(stranger({ ip: '127.0.0.1' })));
    times(10, () => see(stranger({ ip: '::1' })));
    expect(opened().map(({ suggestion }) => suggestion)).toEqual(['none', 'none']);
  });

  test('the thresholds are the settings, at once', () => {
    rig.alerts = { ...rig.alerts, failedAttempts: 3, failedWithinMinutes: 1 };
    times(3, () => see(stranger()));
    expect(opened()).toHaveLength(1);
  });
});

describe('a key used unlike its owner uses it', () => {
  test('from a network where it never was; its first is learnt in silence, another phone at home too', () => {
    see({ ip: '192.168.1.20' });
    see({ ip: '192.168.1.77' });
    expect(opened()).toEqual([]);
    see({ ip: '198.51.100.4' });
    see({ ip: '198.51.100.4' });
    expect(opened()).toMatchObject([
      { kind: 'new_network', keyId: 'abcdefghij', count: 2, suggestion: 'pause_key' },
    ]);
  });

  test('"it was me" teaches it, and it is still known after a restart', async () => {
    see({ ip: '192.168.1.20' });
    see({ ip: '198.51.100.4' });
    const [alert] = opened();
    expect(rig.watch.acknowledge(alert?.id ?? '', 'mine').state).toBe('confirmed_mine');
    await rig.watch.close();
    await open();
    see({ ip: '198.51.100.9' });
    see({ ip: '192.168.1.9' });
    expect(opened()).toEqual([]);
    expect(rig.watch.list(false)).toMatchObject([{ state: 'confirmed_mine', count: 1 }]);
  });

  test('at night, when it is known for days and never was', () => {
    times(40, () => see({}, 3 * HOUR + DAY - 3 * HOUR));
    rig.nowMs = Math.ceil(rig.nowMs / DAY) * DAY + 3 * HOUR;
    see();
    expect(opened()).toMatchObject([{ kind: 'night_use', keyId: 'abcdefghij' }]);
  });

  test('at night from its first day on: that is its habit', () => {
    rig.nowMs = NOON + 15 * HOUR;
    times(40, () => see({}, DAY));
    expect(opened()).toEqual([]);
  });

  test('by two devices in turn within minutes; one phone that changes networks is one device', () => {
    const phone = { ip: '192.168.1.20', userAgent: 'phone' };
    const laptop = { ip: '192.168.1.30', userAgent: 'laptop' };
    see(phone);
    see({ ...phone, ip: '192.168.1.21' });
    see(phone);
    expect(opened()).toEqual([]);
    see(laptop);
    see(phone);
    expect(opened()).toMatchObject([{ kind: 'shared_key', severity: 'notice' }]);
  });

  test('one device after the other, an hour apart, is no sharing', () => {
    see({ ip: '192.168.1.20', userAgent: 'phone' });
    see({ ip: '192.168.1.30', userAgent: 'laptop' }, HOUR);
    see({ ip: '192.168.1.20', userAgent: 'phone' }, HOUR);
    expect(opened()).toEqual([]);
  });

  test('each of these can be switched off', () => {
    rig.alerts = { ...rig.alerts, newNetwork: false, sharedKey: false, nightUse: false };
    see({ ip: '192.168.1.20', userAgent: 'a' });
    see({ ip: '198.51.100.4', userAgent: 'b' });
    see({ ip: '192.168.1.20', userAgent: 'a' });
    expect(opened()).toEqual([]);
  });
});

describe('S000-48: how often a key calls', () => {
  const hours = (count: number, calls: number) =>
    times(count, () => times(calls, () => see({}, HOUR / calls)));

  test('eight times as often as usual, and more than the floor, is an alert', () => {
    hours(10, 40);
    expect(opened()).toEqual([]);
    times(400, () => see({}, 1000));
    expect(opened()).toMatchObject([{ kind: 'volume_spike', suggestion: 'pause_key' }]);
    expect(opened()[0]?.message).toMatch(/usual are (39|40|41) an hour/);
  });

  test('what is usual for a busy key is none, nor is anything below the floor', () => {
    hours(6, 400);
    hours(1, 900);
    expect(opened()).toEqual([]);
  });

  test('below the floor nothing is worth a word', () => {
    hours(5, 2);
    times(190, () => see({}, 1000));
    expect(opened()).toEqual([]);
  });

  test('S003-86: a key that runs into its limit again and again is told of', () => {
    times(19, () => see({ status: 429, code: 'LIMIT_REACHED' }));
    expect(opened()).toEqual([]);
    see({ status: 429, code: 'LIMIT_REACHED' });
    expect(opened()).toMatchObject([{ kind: 'limit_hits', count: 20, suggestion: 'none' }]);
  });
});
