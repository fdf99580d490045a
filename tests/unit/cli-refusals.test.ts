import { expect, test } from 'vitest';
import { explainDetails } from '../../gateway/cli/explain-details';
import { createTyping } from '../support/typed-command';

// Nothing answers there: what is wrong with an address is said before anybody is asked.
const type = createTyping({ adminUrl: 'http://127.0.0.1:9', adminSecret: 'lka_none' });

test('an address that cannot be one is refused in plain words, with an example and without what was typed', async () => {
  for (const [address, words] of [
    ['localhost:11434', /must begin with http:\/\//],
    ['nonsense', /not a web address/],
    ['http://anna:secret@127.0.0.1:11434', /Leave the user name out/],
    ['http://127.0.0.1:11434/?key=secret', /must not contain/],
  ] as const) {
    const { code, err } = await type('services', 'add', 'chat', address);
    expect(code).toBe(2);
    expect(err).toMatch(words);
    expect(err).toContain('latchkey services add chat http://127.0.0.1:11434');
    expect(err).not.toMatch(/[{}[\]]|secret/);
  }
});

test('fields that are not valid are named one by one, and no JSON is shown', () => {
  const issues = [
    { code: 'too_small', path: ['targets', 0, 'url'], message: 'Too small', minimum: 8 },
    { code: 'custom', path: [], message: 'Name a person\u001b[2J' },
  ];
  expect(explainDetails(issues)).toBe('  targets 1, url: Too small\n  Name a person\\x1b[2J\n');
});

test('a reason for programs is left out, and what nobody has words for is shown as it is', () => {
  expect(explainDetails({ reason: 'scheme' })).toBe('');
  expect(explainDetails(undefined)).toBe('');
  expect(explainDetails({ line: 4 })).toBe('{"line":4}\n');
});
