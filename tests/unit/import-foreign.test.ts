import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyText, createAdminSecret } from '../../gateway/keys/api-key';
import { parseImport } from '../../gateway/keys/import/parse-import';
import { planImport } from '../../gateway/keys/import/plan-import';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const uuid = '3f2b8c1e-5d4a-4e6f-8a7b-9c0d1e2f3a4b';
const key = (letter: string) => `${letter}-key_1234567890`;
const parse = (content: unknown, format: Parameters<typeof parseImport>[1] = 'auto') =>
  parseImport(typeof content === 'string' ? content : JSON.stringify(content), format);

describe('hashes from elsewhere', () => {
  const hash = sha256(uuid);
  test.each([
    ['JSON list', [{ hash, name: 'Phone' }]],
    ['JSON by hash', { [`sha256:${hash}`]: { name: 'Phone' } }],
    ['CSV with a head', `name,hash\r\nPhone,${hash}\r\n`],
    ['CSV without', `${hash},Phone`],
    ['quoted', `"hash";"name"\n"${hash.toUpperCase()}";"Phone"`],
  ])('%s', (_, content) => {
    const { format, entries, warnings } = parse(content);
    expect([format, warnings]).toEqual(['hashes', []]);
    expect(entries).toMatchObject([{ hash, name: 'Phone', hint: '', weak: true }]);
  });

  test('a bare digest is taken for a key unless it is said to be one of a key', () => {
    const parsed = parse(hash);
    expect(parsed.entries).toMatchObject([{ hash: sha256(hash), notes: [{ code: 'maybe_hash' }] }]);
    const plan = planImport(parsed, { keys: [], services: [] });
    expect(plan[0]?.warning).toMatch(/hashes/);
    expect(parse(`sha256:${hash}`).entries).toMatchObject([{ hash, notes: [] }]);
    expect(parse(hash, 'hashes').entries).toMatchObject([{ hash }]);
  });

  test.each([
    '$2b$12$abcdefghijklmnopqrstuv',
    '$argon2id$v=19$m=65536$abc',
    'scrypt:32768:8:1$x$y',
  ])('X16: %j is a slow hash, cannot be taken over, and is told so', (text) => {
    for (const content of [[{ hash: text }], { [text]: { user: 'x' } }]) {
      const { entries, warnings } = parse(content);
      expect(entries).toEqual([]);
      expect(warnings[0]?.message).toMatch(/bcrypt/);
    }
  });
});

test.each([
  ['bob:$2b$12$abcdefghijklmnopqrstuuKz8Q1yM0l1z6sF0x1y2z3A4B5C6D7E8', 'auto'],
  ['{"users":[{"username":"bob","password":"$2b$12$abcdefghijklmnopqrstuu"}]}', 'auto'],
] as const)('X16: the slow hash in %s cannot be taken over, and is told so', (content, format) => {
  const { entries, warnings } = parseImport(content, format);
  expect(entries).toEqual([]);
  expect(warnings[0]?.message).toMatch(/bcrypt.*make a new key/);
});

describe('any file', () => {
  test('X16: our own keys, long random ones and long hex are strong; the rest is weak', () => {
    const strong = [createKeyText('AAAAAAAAAA').text, sha256('x'), `sk-${'aB3xK9pQ'.repeat(6)}`];
    const weak = [uuid, 'hunter2-hunter2-hunter2', 'a'.repeat(128), `sk-${'a1B2'.repeat(5)}`];
    const phrase = 'this-is-the-key-of-my-family-and-nobody-will-ever-guess-it-2024';
    const weakOf = (text: string) => parse(text, 'list').entries[0]?.weak;
    expect(strong.map(weakOf)).toEqual([false, false, false]);
    expect([...weak, phrase].map(weakOf)).toEqual([true, true, true, true, true]);
  });

  test('X14: a hint is at most 8 characters and never more than half of the key', () => {
    const hintOf = (text: string) => parse(text, 'list').entries[0]?.hint;
    expect(hintOf(uuid)).toBe('3f2b8c1e…');
    expect(hintOf('abcdefghijklmnop')).toBe('abcd…');
  });

  test('an admin secret or a mistyped key of ours is no key', () => {
    const own = createKeyText('AAAAAAAAAA').text;
    const mistyped = own.slice(0, -1) + (own.endsWith('A') ? 'B' : 'A');
    const { entries, warnings } = parse(`${createAdminSecret().text}\n${mistyped}`, 'list');
    expect([entries, warnings.length]).toEqual([[], 2]);
  });

  test('NUL, 10 MB and nothing at all are told, not thrown', () => {
    expect(parse('a\0b').warnings).toHaveLength(1);
    expect(parse('x'.repeat(10_000_001)).warnings[0]?.message).toMatch(/10 MB/);
    expect(parse('')).toEqual({ format: 'list', entries: [], warnings: [] });
  });

  test('what was not taken has a code to be said in any language, and the place where it stands', () => {
    const { warnings } = parse(`mum:${key('a')}\ndad:${key('a')}\nno colon`);
    expect(warnings).toMatchObject([
      { row: 2, entry: null, reason: { code: 'key_repeated', name: 'mum' } },
      { row: 3, entry: null, reason: { code: 'colon_missing' } },
    ]);
    const list = parse(`${uuid}\n${uuid}`, 'list').warnings;
    expect(list).toMatchObject([{ row: 2, reason: { code: 'key_repeated', line: 1 } }]);
    const json = parse(`[{"key":"${uuid}"},{"key":"short"}]`).warnings;
    expect(json).toMatchObject([{ row: 1, entry: 2, reason: { code: 'key_too_short' } }]);
    expect(parse('[1,]').warnings).toMatchObject([
      { row: null, reason: { code: 'file_not_json', line: 1 } },
    ]);
  });

  test('a key without a name is called something, in the words that are given', () => {
    const german = (what: string) => `Übernommen ${what}`;
    expect(parse(uuid).entries[0]?.name).toBe('Imported 3f2b8c1e…');
    expect(parseImport(uuid, 'list', german).entries[0]?.name).toBe('Übernommen 3f2b8c1e…');
    expect(parseImport(sha256(uuid), 'hashes', german).entries[0]?.name).toBe('Übernommen 1');
  });

  test('a hundred thousand keys and ten thousand bad lines are read in one go', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `id${index}:${randomUUID()}`);
    const bad = Array.from({ length: 10_000 }, () => 'bad');
    const { entries, warnings } = parse([...lines, ...bad].join('\n'));
    expect([entries.length, warnings.length]).toEqual([100_000, 10_000]);
  });

  test('I-06: a million brackets neither hang nor overflow', () => {
    expect(parse('['.repeat(1_000_000)).entries).toEqual([]);
    expect(parse('{"a":'.repeat(200_000)).entries).toEqual([]);
  });
});
