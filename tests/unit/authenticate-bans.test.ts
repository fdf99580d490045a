import { expect, test } from 'vitest';
import { LatchkeyError } from '#shared/contract/errors';
import { createFailureThrottle } from '../../gateway/edge/failure-throttle';
import { createKeyText } from '../../gateway/keys/api-key';
import { createKeyStore } from '../../gateway/keys/key-store';
import { createAuthenticate } from '../../gateway/pipeline/authenticate';
import type { Call } from '../../gateway/pipeline/call';
import type { StoredBan } from '../../gateway/storage/config-schema';
import { createBanList } from '../../gateway/threats/ban-list';
import { createMemoryConfigStore } from '../support/memory-config-store';

const ban = (alsoValidKeys: boolean): StoredBan => ({
  id: 'a',
  cidr: '203.0.113.0/24',
  reason: 'Guesses',
  createdAt: '2026-01-01T00:00:00.000Z',
  until: '2126-01-01T00:00:00.000Z',
  alsoValidKeys,
});

async function setUp(bans: readonly StoredBan[]) {
  const keys = createKeyStore({ config: createMemoryConfigStore() });
  const { secret } = await keys.create({ name: 'Phone', services: '*' });
  const failures = createFailureThrottle();
  const list = createBanList({ bans: () => bans, ownAddresses: () => [] });
  const authenticate = createAuthenticate({ keys, failures, bans: list });
  const codeOf = (text: string | undefined, clientIp = '203.0.113.9') => {
    const presented = text === undefined ? undefined : { text, carrier: 'bearer' };
    try {
      void authenticate({ guarded: { presented }, clientIp } as unknown as Call);
      return 'admitted';
    } catch (error) {
      return error instanceof LatchkeyError ? error.code : 'thrown';
    }
  };
  return { codeOf, secret, failures };
}

test('D-12, T-14: a banned address is refused without a key and with a wrong one, and a good key still passes', async () => {
  const { codeOf, secret, failures } = await setUp([ban(false)]);
  expect(codeOf(undefined)).toBe('ADDRESS_BANNED');
  expect(codeOf(createKeyText('0123456789').text)).toBe('ADDRESS_BANNED');
  expect(codeOf(secret)).toBe('admitted');
  expect(codeOf(undefined, '203.0.114.9')).toBe('KEY_MISSING');
  expect(failures.list()).toEqual([]);
});

test('D-12: only when the owner says so, a ban is for good keys too', async () => {
  const { codeOf, secret } = await setUp([ban(true)]);
  expect(codeOf(secret)).toBe('ADDRESS_BANNED');
  expect(codeOf(secret, '203.0.114.9')).toBe('admitted');
  expect(codeOf(secret, '127.0.0.1')).toBe('admitted');
});
