import { expect, test } from 'vitest';
import { createNonceBook } from '../../gateway/identity/nonce-book';
import { createRequestSignatures } from '../../gateway/identity/request-signature';
import { createKeyStore } from '../../gateway/keys/key-store';
import { createMemoryConfigStore } from '../support/memory-config-store';
import { signRequest } from '../support/sign-request';

const START_MS = Date.parse('2026-01-01T00:00:00Z');

async function setUp(maxNonces = 100) {
  const clock = { nowMs: START_MS };
  const keys = createKeyStore({
    config: createMemoryConfigStore(),
    now: () => new Date(clock.nowMs),
  });
  const made = await keys.create({ name: 'signer', services: '*', signing: 'required' });
  const nonces = createNonceBook(maxNonces);
  const start = () => createRequestSignatures({ keys, wallMs: () => clock.nowMs, nonces });
  let judge = start();
  const head = { method: 'GET', target: '/x' };
  const ask = (ts = clock.nowMs / 1000, secret = made.secret, nonce?: string) => {
    const headers = signRequest(secret, { ...head, ts, ...(nonce && { nonce }) });
    const [text = '', contentDigest = ''] = headers.map((line) =>
      line.slice(line.indexOf(':') + 2),
    );
    const verdict = judge({ ...head, text, contentDigest });
    return 'code' in verdict ? verdict.code : verdict.verdict;
  };
  return { clock, keys, made, ask, restart: () => (judge = start()) };
}

test('S003-82: what was signed before a restart is not taken after it', async () => {
  const { clock, ask, restart } = await setUp();
  clock.nowMs += 60_000;
  const signedAt = clock.nowMs / 1000;
  expect(ask(signedAt)).toBe('valid');
  clock.nowMs += 10_000;
  restart();
  expect(ask(signedAt)).toBe('SIGNATURE_INVALID');
  expect(ask()).toBe('valid');
});

test('S003-82: the window is five minutes in both directions', async () => {
  const { clock, ask } = await setUp();
  clock.nowMs += 3_600_000;
  const now = clock.nowMs / 1000;
  expect([now - 300, now + 300].map((ts) => ask(ts))).toEqual(['valid', 'valid']);
  expect([now - 301, now + 301].map((ts) => ask(ts))).toEqual(Array(2).fill('SIGNATURE_INVALID'));
});

test('S003-82: a nonce is remembered for as long as its signature could be used again, and then forgotten', async () => {
  const { clock, ask, made } = await setUp(2);
  const nonce = 'a'.repeat(16);
  const ahead = START_MS / 1000 + 300;
  expect(ask(ahead, made.secret, nonce)).toBe('valid');
  clock.nowMs += 599_000;
  expect(ask(ahead, made.secret, nonce)).toBe('SIGNATURE_INVALID');
  expect(ask()).toBe('valid');
  expect(ask()).toBe('LIMIT_REACHED');
  clock.nowMs += 2_000;
  expect(ask()).toBe('valid');
});

test('S003-82: after a rotation both keys sign during the overlap, then only the new one', async () => {
  const { clock, keys, made, ask } = await setUp();
  const next = await keys.rotate(made.key.id, 60);
  expect(ask(undefined, made.secret)).toBe('valid');
  expect(ask(undefined, next.secret)).toBe('valid');
  clock.nowMs += 60_000;
  expect(ask(undefined, made.secret)).toBe('SIGNATURE_INVALID');
  expect(ask(undefined, next.secret)).toBe('valid');
});

test('S003-82, D-4: the digest of a key that does not sign opens nothing', async () => {
  const { keys, ask } = await setUp();
  const plain = await keys.create({ name: 'plain', services: '*' });
  expect(ask(undefined, plain.secret)).toBe('SIGNATURE_INVALID');
  expect(ask(undefined, 'lk_nobody_x')).toBe('SIGNATURE_INVALID');
});
