import { expect, test } from 'vitest';
import type { Reply } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { createAuditedDispatch } from '../../gateway/admin/audited-dispatch';
import { ipcCaller } from '../../gateway/admin/caller';
import { redact } from '../../gateway/admin/redact';
import type { AuditDraft } from '../../gateway/audit/audit-log';
import { createKeyText } from '../../gateway/keys/api-key';

const setUp = (answer: Reply, canWrite = true) => {
  const steps: string[] = [];
  const lines: AuditDraft[] = [];
  const changed: string[] = [];
  const dispatch = createAuditedDispatch({
    registry: operations,
    dispatch: async (name) => {
      steps.push(name);
      return answer;
    },
    audit: {
      append: (line) => void (steps.push('after'), lines.push(line)),
      async appendDurably(line) {
        if (!canWrite) throw new Error('disk full');
        steps.push('before');
        lines.push(line);
      },
    },
    onChanged: (group) => changed.push(group),
  });
  return { dispatch, steps, lines, changed };
};

test('D-8: the line is on disk before the change, and the result follows', async () => {
  const { dispatch, steps, changed } = setUp({ ok: true, value: {} });
  await dispatch('keys.revoke', { id: 'a' }, ipcCaller);
  expect(steps).toEqual(['before', 'keys.revoke', 'after']);
  expect(changed).toEqual(['keys']);
});

test('D-8 F-06: when the record cannot be written there is no change', async () => {
  const { dispatch, steps } = setUp({ ok: true, value: {} }, false);
  const reply = await dispatch('keys.revoke', { id: 'a' }, ipcCaller);
  expect(reply).toMatchObject({ ok: false, error: { code: 'RECORD_UNAVAILABLE' } });
  expect(steps).toEqual([]);
});

test('a refused change is on record with its code and tells nobody to read again', async () => {
  const error = { code: 'KEY_UNKNOWN', message: '' };
  const { dispatch, lines, changed } = setUp({ ok: false, error });
  await dispatch('keys.revoke', { id: 'a' }, ipcCaller);
  expect(lines[1]).toMatchObject({ status: 404, code: 'KEY_UNKNOWN', ip: 'local' });
  expect(changed).toEqual([]);
});

test('reading is not put on record, checking a key least of all', async () => {
  const { dispatch, lines } = setUp({ ok: true, value: {} });
  await dispatch('keys.check', { secret: createKeyText('0123456789').text }, ipcCaller);
  expect(lines).toEqual([]);
});

test('D-16: secrets are hidden by the name of their field and by their shape', () => {
  const { text } = createKeyText('0123456789');
  const kept = JSON.stringify(
    redact({ secret: 'a', upstreamHeaders: [{ name: 'x', value: 'b-77' }], name: `mine ${text}` }),
  );
  expect(kept).not.toContain('b-77');
  expect(kept).not.toContain(text.slice(14));
  expect(kept).toContain('lk_0123456789_•••');
});

test('D-16: what the operation does not know is not kept, of wrong input only known names', async () => {
  const { dispatch, lines } = setUp({ ok: true, value: {} });
  await dispatch('keys.create', { name: 'Phone', services: '*', PassPhrase: 'tea-1' }, ipcCaller);
  await dispatch('keys.create', { name: 5, pasword: 'tea-2', 'tea-3': 1 }, ipcCaller);
  await dispatch('keys.create', 'tea-4', ipcCaller);
  const asked = lines.map(({ change }) => change as { phase: string; input: unknown });
  expect(asked[0]?.input).toMatchObject({ name: 'Phone', services: '*' });
  expect(asked[2]?.input).toEqual({ fields: ['name'] });
  expect(asked[4]?.input).toEqual({ fields: [] });
  expect(JSON.stringify(lines)).not.toContain('tea-');
});

test.each([
  { PASSWORD: 'tea' },
  { api_token: 'tea' },
  { 'Client-Secret': 'tea' },
  { keyMaterial: 'tea' },
  { hashedWith: ['tea'] },
  { code: 'tea' },
  { credentials: { a: 'tea' } },
  { rules: { json: { set: { 'user.tea': 1 }, defaults: { system: 'tea' } } }, set: ['tea'] },
  { requestHeaders: [{ name: 'authorization', value: 'tea' }] },
  { url: 'http://me:tea@host/x', text: 'see ftp://tea@host and https://a:tea@b' },
])('D-16: nothing secret is kept of %j', (input) => {
  expect(JSON.stringify(redact(input)).replace('user.tea', '')).not.toContain('tea');
});

test('D-16: what only sounds like a secret is kept', () => {
  const input = {
    allowance: { tokens: { day: 5 } },
    reserveTokens: 100,
    rotateSecret: true,
    hash: null,
    targets: [{ url: 'http://host:1234/a@b' }],
    name: 'Phone',
  };
  expect(redact(input)).toEqual(input);
});

test('T-09: endless and deep input stays small on record', () => {
  let deep: unknown = 'end';
  for (let level = 0; level < 1000; level++) deep = { deep };
  expect(JSON.stringify(redact({ deep, long: 'x'.repeat(1e6) })).length).toBeLessThan(1000);
});
