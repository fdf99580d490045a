import { expect, test } from 'vitest';
import { createAdminAuth } from '../../gateway/admin/admin-auth';
import { createMemoryConfigStore } from '../support/memory-config-store';

const setUp = async () => {
  const clock = { ms: Date.parse('2026-11-21T10:00:00Z') };
  const config = createMemoryConfigStore();
  const kept: string[] = [];
  const auth = createAdminAuth({
    config,
    now: () => new Date(clock.ms),
    onNewSecret: (secret) => kept.push(secret),
  });
  const secret = await auth.rotate();
  return { auth, config, kept, secret, clock };
};

test('T-12: before a first secret nobody is the owner, not even with an empty bearer', () => {
  const auth = createAdminAuth({ config: createMemoryConfigStore() });
  expect(auth.isSet).toBe(false);
  expect(['', '0'.repeat(64), 'null'].map((bearer) => auth.check(bearer))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('D-1 D-2: the secret is given once, kept as a digest only, and opens', async () => {
  const { auth, config, kept, secret } = await setUp();
  expect(secret).toMatch(/^lka_/);
  expect(kept).toEqual([secret]);
  expect(JSON.stringify(config.current)).not.toContain(secret.slice(15));
  expect(auth.check(secret)).toBe('secret');
  expect(auth.check(`${secret}x`)).toBeUndefined();
  expect(auth.check('x'.repeat(10_000))).toBeUndefined();
});

test('D-9: a panel token ends after 15 minutes', async () => {
  const { auth, clock } = await setUp();
  const { token, expiresAt } = auth.createSession();
  expect(expiresAt).toBe('2026-11-21T10:15:00.000Z');
  clock.ms += 15 * 60_000 - 1;
  expect(auth.check(token)).toBe('token');
  clock.ms += 1;
  expect(auth.check(token)).toBeUndefined();
});

test('a new secret ends the old one, every panel token and every code', async () => {
  const { auth, secret } = await setUp();
  const { token } = auth.createSession();
  const { code } = auth.createCode();
  const next = await auth.rotate();
  expect([auth.check(secret), auth.check(token), auth.redeemCode(code)]).toEqual([
    undefined,
    undefined,
    false,
  ]);
  expect(auth.check(next)).toBe('secret');
});

test('F-06: a new secret that cannot be saved is not handed out, and the old one stays', async () => {
  const { auth, config, kept, secret } = await setUp();
  config.failNext();
  await expect(auth.rotate()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(kept).toEqual([secret]);
  expect(auth.check(secret)).toBe('secret');
});

test('a code works once, as a person types it, and for three minutes', async () => {
  const { auth, clock } = await setUp();
  const { code } = auth.createCode();
  expect(auth.redeemCode(code.toLowerCase().replace('-', ' '))).toBe(true);
  expect(auth.redeemCode(code)).toBe(false);
  const late = auth.createCode().code;
  clock.ms += 3 * 60_000;
  expect(auth.redeemCode(late)).toBe(false);
});

test('T-02: ten wrong codes end the good one', async () => {
  const { auth } = await setUp();
  const { code } = auth.createCode();
  for (let guess = 0; guess < 10; guess++) auth.redeemCode(`AAAA-AAA${guess}`);
  expect(auth.redeemCode(code)).toBe(false);
});

test('the table of tokens is bounded: the oldest goes first', async () => {
  const { auth } = await setUp();
  const tokens = Array.from({ length: 101 }, () => auth.createSession().token);
  expect(auth.check(tokens[0] ?? '')).toBeUndefined();
  expect(auth.check(tokens[100] ?? '')).toBe('token');
});

test('a secret from outside must be long enough, and giving the same one again ends nothing', async () => {
  const { auth } = await setUp();
  await expect(auth.adopt('short')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await auth.adopt('a secret from a file');
  const { token } = auth.createSession();
  await auth.adopt('a secret from a file');
  expect(auth.check(token)).toBe('token');
});
