import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseImport } from '../../gateway/keys/import/parse-import';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const uuid = '3f2b8c1e-5d4a-4e6f-8a7b-9c0d1e2f3a4b';
const key = (letter: string) => `${letter}-key_1234567890`;
const parse = (content: unknown, format: Parameters<typeof parseImport>[1] = 'auto') =>
  parseImport(typeof content === 'string' ? content : JSON.stringify(content), format);

describe('api_keys.txt', () => {
  test('S004-4: a line is split at the first colon and both sides are trimmed', () => {
    const { format, entries } = parse(`  mum :  ${key('a')}  \n`);
    expect(format).toBe('api_keys.txt');
    expect(entries).toMatchObject([{ row: 1, group: 'mum', name: 'mum', hash: sha256(key('a')) }]);
    expect(parse(`mum:${key('a')}:more`).warnings).toHaveLength(1);
  });

  test('S004-5: blank lines and comments are passed over in silence', () => {
    const { entries, warnings } = parse(`\n   \n# mum:${key('a')}\n  # x\nmum:${key('b')}`);
    expect([entries.length, warnings]).toEqual([1, []]);
    expect(entries[0]?.row).toBe(5);
  });

  test('S004-6: a line without a colon is skipped, and the warning names the line', () => {
    const { entries, warnings } = parse(`mum:${key('a')}\nno colon here\ndad:${key('b')}`);
    expect(entries.map(({ name }) => name)).toEqual(['mum', 'dad']);
    expect(warnings).toMatchObject([
      { row: 2, message: expect.stringMatching(/^Line 2: .*colon/) },
    ]);
  });

  test.each(['', 'mum and dad', 'müm', 'mum/dad', 'a.b'])('S004-7: %j is no key id', (id) => {
    const { entries, warnings } = parse(`${id}:${key('a')}`, 'api_keys.txt');
    expect([entries, warnings.length]).toEqual([[], 1]);
  });

  test.each([
    ['a'.repeat(15), false],
    ['aB3-'.repeat(4), true],
    ['aB3_'.repeat(32), true],
    ['a'.repeat(129), false],
    ['with space in it 1234', false],
    ['with.dots.in.it.1234', false],
    ['ключключключключ', false],
  ])('S004-8: %j as a key: taken is %s', (text, isTaken) => {
    const { entries, warnings } = parse(`mum:${text}`);
    expect(entries.length === 1).toBe(isTaken);
    expect(JSON.stringify(warnings)).not.toContain(text);
  });

  test('S004-9: a key that is there twice is skipped, and the message names its first owner', () => {
    const { entries, warnings } = parse(`mum:${key('a')}\ndad:${key('a')}`);
    expect(entries.map(({ name }) => name)).toEqual(['mum']);
    expect(warnings).toMatchObject([{ row: 2, message: expect.stringContaining('"mum"') }]);
    expect(JSON.stringify(warnings)).not.toContain(key('a'));
  });

  test('S004-10: several keys may share one id', () => {
    const { entries } = parse(`mum:${key('a')}\nmum:${key('b')}`);
    expect(entries.map(({ group }) => group)).toEqual(['mum', 'mum']);
  });

  test('a file of Windows, with a mark at the start, reads like any other', () => {
    const { entries, warnings } = parse(`\uFEFFmum:${key('a')}\r\ndad:${key('b')}\r\n`);
    expect(entries.map(({ name, row }) => [name, row])).toEqual([
      ['mum', 1],
      ['dad', 2],
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('keys in JSON', () => {
  const record = { user: 'mum', service: 'chat', created_at: '2025-01-02T03:04:05.678Z' };

  test('S000-17 S000-18: the flattened form, by key, with UUIDs', () => {
    const { format, entries } = parse({ [uuid]: record });
    expect(format).toBe('caddy_apikeys.json');
    expect(entries).toMatchObject([
      { person: 'mum', name: 'mum', services: ['chat'], createdAt: record.created_at, weak: true },
    ]);
    expect(entries[0]).toMatchObject({ hash: sha256(uuid), hint: '3f2b8c1e…', disabled: false });
  });

  const full = { ...record, description: 'Phone', expires_at: '2030-01-01', disabled: true };
  const inside = { key: uuid, ...full };
  test.each([
    ['by key', { [uuid]: full }],
    ['by id', { a1b2c3: inside }],
    ['a list', [inside]],
    ['wrapped', { version: 1, keys: { [uuid]: full } }],
    ['a wrapped list', { api_keys: [inside] }],
  ])('S000-2 S000-22: the master file with all details, %s', (_, content) => {
    const { format, entries, warnings } = parse(content);
    expect([format, warnings]).toEqual(['apikeys.json', []]);
    expect(entries).toMatchObject([
      {
        name: 'Phone',
        person: 'mum',
        hash: sha256(uuid),
        expiresAt: '2030-01-01T00:00:00.000Z',
        disabled: true,
      },
    ]);
  });

  test.each([
    ['a list of keys', [uuid]],
    ['user by key', { [uuid]: 'mum' }],
    ['key by user', { mum: uuid }],
    ['one key a line', `# old\n${uuid}\n`],
  ])('S000-23 S001-19: the simplest files still load: %s', (_, content) => {
    expect(parse(content).entries).toMatchObject([{ hash: sha256(uuid) }]);
  });

  test('a date that cannot be read never becomes "for ever"', () => {
    const { entries, warnings } = parse({ [uuid]: { ...record, expires_at: 'soon' } });
    expect([entries, warnings.length]).toEqual([[], 1]);
  });

  test.each([
    ['seconds', 1_900_000_000],
    ['milliseconds', 1_900_000_000_000],
    ['Python', '2030-03-17T17:46:40'],
  ])('an end in %s is understood', (_, expires_at) => {
    const { entries } = parse({ [uuid]: { user: 'mum', expires_at } });
    expect(entries[0]?.expiresAt).toBe('2030-03-17T17:46:40.000Z');
  });

  test('S000-22: a name that is there twice is told, and the first one counts', () => {
    const text = `{"${uuid}": {"user": "mum"},\n "${uuid}": {"user": "dad"}}`;
    const { entries, warnings } = parse(text);
    expect(entries.map(({ person }) => person)).toEqual(['mum']);
    expect(warnings).toMatchObject([{ row: 2, message: expect.stringContaining('"mum"') }]);
  });

  test('I-02: __proto__, constructor and wrong types poison nothing', () => {
    const text = `{"__proto__": {"user": "x"}, "constructor": {"a": 1}, "n": 5, "l": [], "z": null,
      "${uuid}": {"user": {"__proto__": {"admin": true}}, "service": 7, "disabled": "yes", "__proto__": {"user": "evil"}}}`;
    const { entries, warnings } = parse(text);
    expect(entries).toMatchObject([{ hash: sha256(uuid), person: null, disabled: false }]);
    expect(warnings.length).toBeGreaterThan(2);
    expect(({} as { user?: string }).user).toBeUndefined();
  });

  test.each([
    '{',
    '{"a":',
    '[1,',
    '{"a" "b"}',
    '{]',
    `{"${uuid}": {"user": }}`,
    '{} x',
    '{"a":1,}',
  ])('broken JSON %j is told by line, never quoted and never thrown', (text) => {
    const { entries, warnings } = parse(text);
    expect(entries).toEqual([]);
    expect(JSON.stringify(warnings)).toMatch(/valid JSON|Entry/);
    expect(JSON.stringify(warnings)).not.toContain(uuid);
  });
});
