import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { sendRaw, toRequest } from '../support/raw-client';

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject()));
afterAll(() => gw.stop());
beforeEach(() => gw.upstream.forget());

const send = (line: string, headers: readonly string[]) =>
  sendRaw(gw.port, toRequest(line, [`X-Api-Key: ${gw.secret}`, ...headers]));

async function expectRefused(line: string, headers: readonly string[], statuses = [400]) {
  const { answers } = await send(line, headers);
  expect(answers.map(({ status }) => status)).toEqual([expect.toBeOneOf(statuses)]);
  expect(gw.upstream.requests).toEqual([]);
}

test.each([
  ['equal', ['Host: a', 'Host: a']],
  ['different', ['Host: a', 'Host: b']],
  ['in another case', ['Host: a', 'HOST: a']],
])('P-13: two Host headers (%s) are refused', async (_what, hosts) => {
  await expectRefused(`GET ${gw.base}/x`, hosts);
  await expectRefused('GET /health', hosts);
});

const badHosts = [
  '',
  'a@b',
  'user:pw@127.0.0.1',
  'x/y',
  'a,b',
  'x?',
  'x#y',
  'localhost/#@evil',
  'localhost:4000/#@x',
  'localhost:5539\\@evil',
  'a b',
  'a:b',
  '[::1',
  '[zz]:1',
  'a%2fb',
  'x'.repeat(300),
];
test.each(badHosts)('P-14, I-01: the Host %j is refused on every kind of route', async (host) => {
  for (const path of [`${gw.base}/x`, '/health', '/', '/v1/models', '/me', '/nowhere']) {
    await expectRefused(`GET ${path}`, [`Host: ${host}`]);
  }
});

test.each(badHosts.filter((host) => host !== ''))(
  'P-14: the Host %j is refused without a key as well',
  async (host) => {
    const { first } = await sendRaw(gw.port, toRequest('GET /status', [`Host: ${host}`]));
    expect(first.status).toBe(400);
  },
);

test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:5539', '[::1]:5539'])(
  'P-14: the ordinary Host %s is let in',
  async (host) => {
    const { first } = await send(`GET ${gw.base}/x`, [`Host: ${host}`]);
    expect(first.status).toBe(200);
  },
);

test('P-17: an absolute address in the request line is refused, wherever it points', async () => {
  for (const target of [
    'http://evil',
    'http://127.0.0.1',
    'https://127.0.0.1',
    'HTTP://127.0.0.1',
  ]) {
    await expectRefused(`GET ${target}${gw.base}/x`, []);
  }
});

test.each(['http://h:1230.1/', 'http://[::1/', 'http://a@b/', 'http://', 'ftp://a/x', 'http:/x'])(
  'P-18, I-16: the broken absolute address %s is refused',
  async (target) => {
    await expectRefused(`GET ${target}`, []);
  },
);

test.each(['GET *', 'POST *', 'OPTIONS */x', 'GET admin', 'GET ?x', 'GET 127.0.0.1:80'])(
  'P-19: %s is refused',
  async (line) => {
    await expectRefused(line, []);
  },
);

test('P-19: OPTIONS * is answered here and says nothing of any service', async () => {
  const { first, answers } = await sendRaw(gw.port, toRequest('OPTIONS *'));
  expect(first.status).toBe(204);
  expect(answers).toHaveLength(1);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-15: a name that the owner has not listed is refused, and listed it is let in', async () => {
  const { first } = await send(`GET ${gw.base}/x`, ['Host: gate.example']);
  expect(first.status).toBe(403);
  expect(first.json()).toMatchObject({ error: { code: 'HOST_NOT_ALLOWED' } });
  expect(gw.upstream.requests).toEqual([]);
  await gw.gateway.api.settings.update({ allowedHosts: ['gate.example'] });
  const listed = await send(`GET ${gw.base}/x`, ['Host: Gate.example:80']);
  expect(listed.first.status).toBe(200);
});
