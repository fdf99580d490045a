import { describe, expect, test } from 'vitest';
import { findRemedy } from '../../renderer/features/activity/fixes/fix-table';
import { useRefusedPhone } from '../support/refused-phone';

const home = useRefusedPhone();
const { offer, refusalOf } = home;

test('an address that must wait for its failures is let in, and waits again when that is taken back', async () => {
  for (let n = 0; n < 12; n++) home.world.failures.recordFailure('203.0.113.9');
  const waits = async () =>
    (await home.api.bans.list({})).bans.flatMap(({ source, cidr }) =>
      source === 'automatic' ? cidr : [],
    );
  expect(await waits()).toEqual(['203.0.113.9']);
  const done = await (await offer({ code: 'TOO_MANY_FAILURES', ip: '203.0.113.9' })).run();
  expect(await waits()).toEqual([]);
  await done.undo?.();
  expect(await waits()).toEqual(['203.0.113.9']);
  home.world.failures.forget('203.0.113.9');
});

describe('a wrong admin secret', () => {
  const guess = { code: 'ADMIN_REQUIRED', keyId: null, status: 401 } as const;

  test('has its address turned away for a day by one press, and let in again by the way back', async () => {
    const { label, run } = await offer({ ...guess, ip: '192.168.1.7' });
    expect(label).toBe('Turn 192.168.1.7 away for a day');
    const { words, undo } = await run();
    expect(words).toBe('192.168.1.7 is turned away for a day');
    const ours = async () =>
      (await home.api.bans.list({})).bans.filter(({ cidr }) => cidr === '192.168.1.7');
    const bans = await ours();
    expect(bans).toMatchObject([{ reason: 'Wrong admin secret' }]);
    const days = (Date.parse(bans[0]?.until ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(1, 2);
    await undo?.();
    expect(await ours()).toEqual([]);
  });

  test.each(['127.0.0.1', '::1', '192.168.1.20'])(
    'from %s is explained, since that is this computer',
    async (ip) => {
      const remedy = findRemedy(await refusalOf({ ...guess, ip }));
      expect(remedy).toMatchObject({
        kind: 'none',
        text: expect.stringContaining('this computer') as string,
      });
    },
  );

  test.each(['TOO_MANY_FAILURES', 'ADDRESS_BANNED'] as const)(
    'that must wait or was turned away (%s) comes with the same button',
    async (code) => {
      const further = { ...guess, code, path: '/admin/v1/keys.list', serviceId: null };
      const { label } = await offer({ ...further, ip: '192.168.1.7' });
      expect(label).toBe('Turn 192.168.1.7 away for a day');
      const atService = await offer({ ...further, path: '/v1/models', ip: '192.168.1.7' });
      expect(atService.label).toBe('Let 192.168.1.7 in again');
    },
  );

  test('pressed in two rows is one ban, and a longer one of before is not cut short', async () => {
    const ofAddress = async (ip: string) =>
      (await home.api.bans.list({})).bans.filter(({ cidr }) => cidr === ip);
    const first = await (await offer({ ...guess, ip: '192.168.1.9' })).run();
    const second = await (await offer({ ...guess, ip: '192.168.1.9' })).run();
    expect(await ofAddress('192.168.1.9')).toHaveLength(1);
    // What was there before stays when the second press is taken back.
    expect(second.undo).toBeUndefined();
    await first.undo?.();
    expect(await ofAddress('192.168.1.9')).toEqual([]);
  });
});
