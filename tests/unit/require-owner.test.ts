import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createStrangerFilter } from '../../gateway/audit/stranger-filter';
import { createAdminAuth } from '../../gateway/admin/admin-auth';
import { createEndedSignIns } from '../../gateway/admin/ended-sign-ins';
import { assertOwner } from '../../gateway/admin/require-owner';
import { createFailureThrottle } from '../../gateway/edge/failure-throttle';
import { createMemoryConfigStore } from '../support/memory-config-store';
import { createMemoryAudit } from '../support/memory-records';

const setUp = async (banned?: string) => {
  const auth = createAdminAuth({ config: createMemoryConfigStore() });
  const secret = await auth.rotate();
  const failures = createFailureThrottle({ monotonicMs: () => 0 });
  const audit = createMemoryAudit();
  const deps = {
    auth,
    failures,
    guessers: createStrangerFilter((draft) => audit.append(draft)),
    ended: createEndedSignIns(),
    now: () => new Date(0),
    isBanned: (ip: string) => ip === banned,
  };
  const ask = (bearer: string, ip = '192.168.1.66') => {
    const headers = { authorization: `Bearer ${bearer}` };
    const req = {
      headers,
      method: 'POST',
      url: '/admin/v1/keys.list?x=1',
      socket: { remoteAddress: ip },
    };
    return assertOwner(deps, req as unknown as IncomingMessage);
  };
  return { ask, secret, audit };
};

const codeOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('D-12 T-02: after five free guesses an address must wait, and the right secret never has to', async () => {
  const { ask, secret } = await setUp();
  const codes = Array.from({ length: 7 }, () => codeOf(() => ask('wrong')));
  expect(codes.slice(0, 5)).toEqual(Array(5).fill('ADMIN_REQUIRED'));
  expect(codes.slice(5)).toEqual(Array(2).fill('TOO_MANY_FAILURES'));
  expect(ask(secret)).toBe('secret');
});

test('D-12: an address that the owner turned away may not guess, and the right secret still opens', async () => {
  const { ask, secret, audit } = await setUp('192.168.1.66');
  expect(codeOf(() => ask('wrong'))).toBe('ADDRESS_BANNED');
  expect(codeOf(() => ask('wrong', '192.168.1.67'))).toBe('ADMIN_REQUIRED');
  expect(ask(secret)).toBe('secret');
  const { entries } = await audit.search({});
  expect(entries.map(({ code }) => code)).toEqual(['ADMIN_REQUIRED', 'ADDRESS_BANNED']);
});

test('D-12: one address that guesses slows down no other', async () => {
  const { ask } = await setUp();
  for (let guess = 0; guess < 20; guess++) codeOf(() => ask('wrong'));
  expect(codeOf(() => ask('wrong', '::ffff:192.168.1.7'))).toBe('ADMIN_REQUIRED');
});

test('a guess is on record with its address and path, without query and without what was guessed', async () => {
  const { ask, audit } = await setUp();
  codeOf(() => ask('wrong-secret', '::ffff:192.168.1.7'));
  const { entries } = await audit.search({ limit: 1 });
  expect(entries).toMatchObject([{ ip: '192.168.1.7', path: '/admin/v1/keys.list', status: 401 }]);
  expect(JSON.stringify(entries)).not.toContain('wrong');
});
