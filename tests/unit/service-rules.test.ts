import { describe, expect, test } from 'vitest';
import { applyHeaderRules } from '../../gateway/services/header-rules';
import { applyJsonRules, hasJsonRules } from '../../gateway/services/json-rules';

describe('S003-72: header rules', () => {
  test('a header is added, replaced or taken away, whatever its case', () => {
    const rules = [
      { name: 'X-Team', value: 'home' },
      { name: 'user-agent', value: null },
    ];
    const before = ['User-Agent', 'curl', 'x-team', 'a', 'X-TEAM', 'b', 'Accept', '*/*'];
    expect(applyHeaderRules(before, rules)).toEqual(['Accept', '*/*', 'X-Team', 'home']);
  });

  test('what frames a message cannot be changed', () => {
    const rules = [
      { name: 'Content-Length', value: '0' },
      { name: 'Transfer-Encoding', value: null },
      { name: 'Host', value: 'evil.test' },
    ];
    const before = ['Host', 'service', 'Content-Length', '5'];
    expect(applyHeaderRules(before, rules)).toEqual(before);
  });
});

describe('S003-70: rules for the fields of a body', () => {
  const none = { set: {}, defaults: {}, caps: {} };

  test('fields are set, given where missing, and lowered; dotted names reach inside', () => {
    const rules = {
      set: { model: 'llama3' },
      defaults: { temperature: 0.2, 'options.seed': 7 },
      caps: { max_tokens: 100, 'options.num_predict': 50 },
    };
    const body = { model: 'x', temperature: 1, max_tokens: 5000, options: { num_predict: 10 } };
    expect(applyJsonRules(body, rules)).toEqual({
      model: 'llama3',
      temperature: 1,
      max_tokens: 100,
      options: { num_predict: 10, seed: 7 },
    });
    expect(body.max_tokens).toBe(5000);
  });

  test('a cap holds for a field that was left out or is no number', () => {
    const rules = { ...none, caps: { max_tokens: 100 } };
    expect(applyJsonRules({}, rules)).toEqual({ max_tokens: 100 });
    expect(applyJsonRules({ max_tokens: '9999' }, rules)).toEqual({ max_tokens: 100 });
    expect(applyJsonRules({ max_tokens: -1 }, rules)).toEqual({ max_tokens: 100 });
  });

  test('rules that change nothing leave the very same body', () => {
    const body = { max_tokens: 5 };
    expect(applyJsonRules(body, { ...none, caps: { max_tokens: 100 } })).toBe(body);
    expect([hasJsonRules(none), hasJsonRules({ ...none, set: { a: 1 } })]).toEqual([false, true]);
  });

  test('P-32: names that reach the prototype do nothing', () => {
    applyJsonRules({}, { ...none, set: { '__proto__.polluted': 1, 'constructor.prototype.x': 1 } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
