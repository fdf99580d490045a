import { describe, expect, test } from 'vitest';
import { LatchkeyError } from '#shared/contract/errors';
import { createKeyText, hashKey } from '../../gateway/keys/api-key';
import { createKeyIndex } from '../../gateway/keys/key-index';
import { createKeyStore } from '../../gateway/keys/key-store';
import { newKey } from '../../gateway/keys/new-key';
import { toKeySummary } from '../../gateway/keys/key-summary';
import type { StoredKey } from '../../gateway/storage/config-schema';
import { createMemoryConfigStore } from '../support/memory-config-store';

const setUp = () => {
  const clock = { now: new Date('2026-11-21T10:00:00.000Z') };
  const config = createMemoryConfigStore();
  const keys = createKeyStore({ config, now: () => clock.now });
  const pass = (seconds: number) => (clock.now = new Date(clock.now.getTime() + seconds * 1000));
  return { clock, config, keys, pass };
};

const storedKey = (id: string, hash: string): StoredKey => ({
  ...newKey(id, hash, id, '2026-11-21T10:00:00.000Z'),
  services: '*',
});

describe('verifying', () => {
  test('the id of a person who is gone does not come back as a name', async () => {
    const { keys } = setUp();
    const gone = { name: 'Phone', services: '*', person: 'p7' } as const;
    await expect(keys.create(gone)).rejects.toMatchObject({ code: 'PERSON_UNKNOWN' });
    expect(keys.list()).toEqual([]);
  });

  test('S003-15 S000-19: a fresh key is valid, has the default limit and carries its metadata', async () => {
    const { keys, clock } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*', person: 'Mum' });
    expect(keys.verify(secret)).toEqual({ verdict: 'valid', key });
    expect(key).toMatchObject({ rate_limit_requests: 10, rate_limit_window_seconds: 60 });
    expect(key).toMatchObject({ name: 'Phone', person: 'p1', createdAt: clock.now.toISOString() });
  });

  test('S000-17: the creation date is ISO-8601 with milliseconds and Z', async () => {
    const { key } = await setUp().keys.create({ name: 'Phone', services: '*' });
    expect(key.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('D-1: a mistyped key is told from a wrong one', async () => {
    const { keys } = setUp();
    const { secret } = await keys.create({ name: 'Phone', services: '*' });
    const flipped = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
    expect(keys.verify(flipped)).toEqual({ verdict: 'mistyped' });
    expect(keys.verify(createKeyText('AAAAAAAAAA').text)).toEqual({ verdict: 'unknown' });
  });

  test('T-02: another secret under a known id says no more than "unknown"', async () => {
    const { keys } = setUp();
    const { key } = await keys.create({ name: 'Phone', services: '*' });
    await keys.revoke(key.id);
    expect(keys.verify(createKeyText(key.id).text)).toEqual({ verdict: 'unknown' });
  });

  test.each(["' OR 1=1--", '\0', '', 'a'.repeat(1_000_000), '[object Object]', '__proto__', 'lk_'])(
    'I-02: hostile key text %# is unknown and harms nothing',
    (text) => {
      expect(setUp().keys.verify(text)).toEqual({ verdict: 'unknown' });
    },
  );

  test('T-12: the admin secret of an installation is no key', async () => {
    const { keys, config } = setUp();
    const admin = `lka_${'a'.repeat(10)}_${'b'.repeat(49)}`;
    await config.update((draft) => void draft.keys.push(storedKey('aaaaaaaaaa', hashKey(admin))));
    expect(keys.verify(admin).verdict).not.toBe('valid');
  });

  test('X5: a key of another product is found by its digest', async () => {
    const { keys, config } = setUp();
    const uuid = '6fa459ea-ee8a-4ca4-894e-db77e160355e';
    await config.update((draft) => void draft.keys.push(storedKey('old', hashKey(uuid))));
    expect(keys.verify(uuid)).toMatchObject({ verdict: 'valid', key: { id: 'old' } });
    expect(keys.verify(uuid.toUpperCase())).toEqual({ verdict: 'unknown' });
  });

  test('I-03: 100,000 keys with equal beginnings each open only their own', () => {
    const texts = Array.from({ length: 100_000 }, (_, at) => `sk-equal-beginning-${at}-x`);
    const index = createKeyIndex(texts.map((text, at) => storedKey(String(at), hashKey(text))));
    for (const at of [0, 1, 10, 99_999]) {
      expect(index.verify(texts[at] ?? '', 0)).toMatchObject({ key: { id: String(at) } });
    }
    expect(index.verify('sk-equal-beginning-', 0)).toEqual({ verdict: 'unknown' });
  });
});

describe('the life of a key', () => {
  test('S000-20: a key stops working by itself when it expires', async () => {
    const { keys, pass } = setUp();
    const expiresAt = '2026-11-21T10:01:00.000Z';
    const { secret } = await keys.create({ name: 'Guest', services: '*', expiresAt });
    pass(59.999);
    expect(keys.verify(secret).verdict).toBe('valid');
    pass(0.001);
    expect(keys.verify(secret).verdict).toBe('expired');
  });

  test('S000-21: a key can be paused and resumed without deletion', async () => {
    const { keys } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    await keys.pause(key.id);
    expect(keys.verify(secret).verdict).toBe('paused');
    await keys.resume(key.id);
    expect(keys.verify(secret).verdict).toBe('valid');
  });

  test('I-03: a revocation holds at the very next request and cannot be undone', async () => {
    const { keys } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    await keys.revoke(key.id);
    expect(keys.verify(secret).verdict).toBe('revoked');
    await expect(keys.resume(key.id)).rejects.toThrow(LatchkeyError);
    await expect(keys.rotate(key.id, 0)).rejects.toThrow(LatchkeyError);
    expect(keys.verify(secret).verdict).toBe('revoked');
  });

  test('S003-68: after a rotation the old secret works for the overlap and no longer', async () => {
    const { keys, pass } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    const rotated = await keys.rotate(key.id, 60);
    expect(rotated.key.id).toBe(key.id);
    expect(keys.verify(secret).verdict).toBe('valid');
    pass(60);
    expect(keys.verify(secret).verdict).toBe('unknown');
    expect(keys.verify(rotated.secret).verdict).toBe('valid');
  });

  test('a rotation without overlap ends the old secret at once', async () => {
    const { keys } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    await keys.rotate(key.id, 0);
    expect(keys.verify(secret).verdict).toBe('unknown');
  });

  test('only a key that is over can be forgotten', async () => {
    const { keys } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    await expect(keys.remove(key.id)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await keys.revoke(key.id);
    await keys.remove(key.id);
    expect(keys.verify(secret)).toEqual({ verdict: 'unknown' });
    await expect(keys.remove(key.id)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  test('a change that cannot be saved has not happened', async () => {
    const { keys, config } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    config.failNext();
    await expect(keys.revoke(key.id)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(keys.verify(secret).verdict).toBe('valid');
  });

  test('a key cannot be given a service that does not exist', async () => {
    const { keys } = setUp();
    const asked = keys.create({ name: 'Phone', services: ['7'] });
    await expect(asked).rejects.toMatchObject({ code: 'SERVICE_UNKNOWN' });
  });
});

describe('what is kept', () => {
  test('S002-23 D-2: neither the config nor a summary holds the key, and a summary holds no hash', async () => {
    const { keys, config, clock } = setUp();
    const { key, secret } = await keys.create({ name: 'Phone', services: '*' });
    expect(JSON.stringify(config.current)).not.toContain(secret.slice(14, 40));
    const summary = JSON.stringify(toKeySummary(key, undefined, null, clock.now));
    expect(summary).not.toContain(key.hash);
    expect(summary).toContain(`lk_${key.id}_…`);
  });
});
