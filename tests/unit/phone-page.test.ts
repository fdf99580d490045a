import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JoinRequest } from '#shared/contract/join';
import { phoneDe } from '#shared/text/de/phone';
import { phoneEn } from '#shared/text/en/phone';
import { createClaim } from '../../renderer/phone/claim';
import { toConnection } from '../../renderer/phone/connection';
import { toDeviceKind, toPlatform } from '../../renderer/phone/device-kind';
import { createEventReader, toStreamPart } from '../../renderer/phone/event-stream';
import { readError, toProblem } from '../../renderer/phone/gateway-problem';
import { isJoinAnswer } from '../../renderer/phone/tab-store';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15';
const agents = [
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1', 5, 'iPhone', 'ios'],
  ['Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Safari/604.1', 5, 'iPad', 'ios'],
  [MAC, 5, 'iPad', 'ios'],
  [MAC, 0, 'Mac', 'computer'],
  ['Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0.0.0 Mobile', 5, 'Android phone', 'android'],
  ['Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0.0.0', 5, 'Android tablet', 'android'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130', 10, 'Windows computer', 'computer'],
  ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/130', 0, 'Chromebook', 'computer'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0', 0, 'Linux computer', 'computer'],
  ['curl/8', 0, 'My device', 'computer'],
] as const;

test('a device is called by what its browser says of it', () => {
  for (const [agent, touch, name, platform] of agents) {
    const kind = toDeviceKind(agent, touch);
    expect([phoneEn.device[kind], toPlatform(kind)]).toEqual([name, platform]);
    expect(JoinRequest.shape.name.safeParse(phoneDe.device[kind]).success).toBe(true);
  }
});

test('a claim is one the gateway takes, and another one each time', () => {
  const claims = Array.from({ length: 50 }, createClaim);
  expect(claims.every((claim) => JoinRequest.shape.claim.safeParse(claim).success)).toBe(true);
  expect(new Set(claims).size).toBe(50);
});

const STREAM =
  ': a remark\r\ndata: {"a":1}\r\n\r\nevent: x\ndata: two\ndata: lines\n\ndataset: no\n\rdata:tight\n\n' +
  'data\n\ndata: last one is not finished\n';
const EVENTS = ['{"a":1}', 'two\nlines', 'tight', ''];

test('events are read whole, wherever the network cuts them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 30 }), (places) => {
      const read = createEventReader();
      const cuts = [0, ...places.sort((a, b) => a - b), STREAM.length];
      const pieces = cuts.slice(1).map((end, at) => STREAM.slice(cuts[at], end));
      expect(pieces.flatMap((piece) => read(piece))).toEqual(EVENTS);
    }),
  );
});

test('a piece of an answer is text, a thought, an error or nothing, and never a crash', () => {
  const delta = (of: object) => toStreamPart(JSON.stringify({ choices: [{ delta: of }] }));
  expect(delta({ content: 'Hi' })).toEqual({ kind: 'text', text: 'Hi' });
  expect(delta({ reasoning_content: 'hm' })).toEqual({ kind: 'thought', text: 'hm' });
  expect(delta({ content: '', reasoning: 'hm' })).toEqual({ kind: 'thought', text: 'hm' });
  expect(delta({ role: 'assistant', content: null })).toBeUndefined();
  expect(toStreamPart('{"error":{"code":"upstream_down"}}')).toMatchObject({ kind: 'error' });
  for (const odd of [
    '[DONE]',
    '',
    'null',
    '7',
    '[]',
    '{"choices":[]}',
    '{"choices":[null]}',
    '{',
  ]) {
    expect(toStreamPart(odd)).toBeUndefined();
  }
});

test('a refusal is understood in the shape of the gateway and in that of the OpenAI API', () => {
  expect(toProblem({ error: { code: 'PAIRING_USED', message: '' } }, null).id).toBe('used');
  expect(toProblem({ error: { code: 'rate_limit_exceeded' } }, '42')).toMatchObject({
    id: 'limit',
    retrySeconds: 42,
  });
  expect(toProblem({ error: { code: 'upstream_down' } }, 'soon').retrySeconds).toBeUndefined();
  expect(toProblem({ error: { code: 'constructor', message: 'x' } }, null).id).toBe('other');
  expect(readError({ error: 'model not found' }).message).toBe('model not found');
  for (const odd of [null, 7, 'text', {}, { error: null }, { error: { code: 5 } }]) {
    expect(toProblem(odd, null)).toMatchObject({ id: 'other', message: '' });
  }
});

test('every problem has a sentence and says what helps, with the true time to wait', () => {
  for (const { problems } of [phoneEn, phoneDe]) {
    for (const { title, help } of Object.values(problems)) {
      expect([title.length > 8, help(undefined, '').length > 8]).toEqual([true, true]);
    }
    expect(problems.limit.help(42)).toContain('42');
    expect(problems.busy.help(300)).toContain('5 ');
    expect(problems.other.help(undefined, 'no such model')).toContain('no such model');
  }
});

test('a tailnet is known by its addresses and names, and nothing else passes for one', () => {
  const over = (protocol: string, hostname: string) => toConnection({ protocol, hostname });
  const hosts = ['100.64.0.1', '100.127.255.254', 'pc.tail1234.ts.net', '[fd7a:115c:a1e0::1]'];
  expect(hosts.map((host) => over('http:', host))).toEqual(Array(4).fill('tailnet'));
  const others = ['192.168.1.20', '100.63.0.1', '100.128.0.1', 'ts.net.evil.test', 'pc.local'];
  expect(others.map((host) => over('http:', host))).toEqual(Array(5).fill('plain'));
  expect(over('https:', '192.168.1.20')).toBe('encrypted');
});

test('only an answer with a key in it is taken for one', () => {
  const answer = {
    keyId: '1',
    name: 'iPhone',
    secret: 'lk_x',
    expiresAt: null,
    person: null,
    services: [{ id: '1', name: 'Chat', kind: 'ollama', path: '/proxy/1' }],
    https: null,
  };
  expect(isJoinAnswer(answer)).toBe(true);
  const broken = [null, {}, { ...answer, secret: 1 }, { ...answer, services: [{}] }];
  expect(broken.map(isJoinAnswer)).toEqual([false, false, false, false]);
});
