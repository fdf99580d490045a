import { expect, test } from 'vitest';
import { formatKey, parseKey } from '#shared/domain/key-format';
import { createAdminSecret, createKeyId, createKeyText, hashKey } from '../../gateway/keys/api-key';

test('D-1: a new key has the public shape and S003-8: comes from the system random source', () => {
  const { id, text, hash } = createKeyText(createKeyId());
  expect(text).toMatch(/^lk_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}$/);
  expect(parseKey(text)).toEqual({ form: 'key', id });
  expect(hash).toBe(hashKey(text));
  expect(createKeyText(id).text).not.toBe(text);
});

test('X5 S004-8: a new key also satisfies 16 to 128 characters of letters, digits, dash and underscore', () => {
  expect(createKeyText(createKeyId()).text).toMatch(/^[A-Za-z0-9_-]{16,128}$/);
});

test('D-1: flipping any character of a key makes it mistyped or foreign, never another good key', () => {
  const { text } = createKeyText(createKeyId());
  for (let at = 0; at < text.length; at++) {
    const other = text[at] === 'x' ? 'y' : 'x';
    const flipped = text.slice(0, at) + other + text.slice(at + 1);
    expect(['mistyped', 'foreign']).toContain(parseKey(flipped).form);
  }
});

test('T-12: an admin secret can be told from a key by its first characters', () => {
  const { text } = createAdminSecret();
  expect(text).toMatch(/^lka_/);
  expect(parseKey(text).form).toBe('admin');
});

test('D-2: the digest is SHA-256 of the whole text', () => {
  const expected = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';
  expect(hashKey('foo')).toBe(expected);
});

test('D-1: a repository scanner finds the key in a text by its shape', () => {
  const { text } = createKeyText('0123456789');
  const file = `const client = new Client("${text}"); // oops`;
  expect(/\blk_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}\b/.exec(file)?.[0]).toBe(text);
  expect(formatKey('lk', '0123456789', text.slice(14, 57))).toBe(text);
});
