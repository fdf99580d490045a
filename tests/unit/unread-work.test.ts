import { expect, test } from 'vitest';
import type { Grant } from '../../gateway/pipeline/call';
import { askedWorkOf } from '../../gateway/pipeline/call-work';
import { unread } from '../../gateway/pipeline/read-ahead';

const grant = (headers: Record<string, string>, asked: object = {}) =>
  ({
    call: { method: 'POST', dialect: 'openai', route: { kind: 'dialect' }, req: { headers } },
    service: { kind: 'vllm' },
    path: '/v1/chat/completions',
    asked: { ...unread, ...asked },
  }) as unknown as Grant;

const body = { start: Buffer.alloc(400, 'x'), isWhole: true };

test.each([
  [{ 'transfer-encoding': 'chunked' }, {}, 262_144],
  [{ 'content-length': '400', 'content-encoding': 'gzip' }, { body }, 262_144],
  [{ 'content-length': '400' }, {}, 100],
  [{ 'transfer-encoding': 'chunked' }, { body }, 100],
])('T-08: a prompt that nobody could read, sent with %o, holds back the worst', (...given) => {
  const [headers, asked, tokensIn] = given;
  expect(askedWorkOf(grant(headers, asked))).toMatchObject({ tokensIn, answers: 1 });
});
