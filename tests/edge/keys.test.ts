import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';
import { acceptUpgrade, answerJson } from '../support/raw-upstream';

let gw: EdgeSubject;
let otherSecret: string;
let revokedSecret: string;
beforeAll(async () => {
  gw = await startSubject();
  const { api } = gw.gateway;
  const create = (name: string, services: string[]) =>
    api.keys.create({ name, services, rate_limit_requests: 100_000 });
  const elsewhere = await api.services.create({
    name: 'elsewhere',
    kind: 'http',
    targets: [{ url: gw.upstream.url }],
    sameAddress: true,
  });
  otherSecret = (await create('other', [elsewhere.service.id])).secret;
  const revoked = await create('revoked', [gw.serviceId]);
  revokedSecret = revoked.secret;
  await api.keys.revoke({ id: revoked.key.id });
});
afterAll(() => gw.stop());
beforeEach(() => {
  gw.upstream.forget();
  gw.upstream.run(answerJson());
});

const basic = (text: string) => `Authorization: Basic ${Buffer.from(text).toString('base64')}`;

/** Every way to present a key: a prefix for the path, headers. */
const carriers: Record<string, (key: string) => { prefix?: string; headers?: string[] }> = {
  bearer: (key) => ({ headers: [`Authorization: Bearer ${key}`] }),
  'bearer in capitals': (key) => ({ headers: [`AUTHORIZATION: BEARER ${key}`] }),
  'bare Authorization': (key) => ({ headers: [`Authorization: ${key}`] }),
  'Basic password': (key) => ({ headers: [basic(`me:${key}`)] }),
  'Basic user': (key) => ({ headers: [basic(`${key}:`)] }),
  'X-API-Key': (key) => ({ headers: [`X-API-Key: ${key}`] }),
  'api-key': (key) => ({ headers: [`api-key: ${key}`] }),
  'x-goog-api-key': (key) => ({ headers: [`x-goog-api-key: ${key}`] }),
  path: (key) => ({ prefix: `/k/${key}` }),
  'path beside a dummy': (key) => ({
    prefix: `/k/${key}`,
    headers: ['Authorization: Bearer ollama'],
  }),
  'X-API-Key beside an empty Bearer': (key) => ({
    headers: ['Authorization: Bearer ', `X-API-Key: ${key}`],
  }),
};

const statusBy = async (carrier: string, key: string, method: string, path: string) => {
  const { prefix = '', headers = [] } = carriers[carrier]?.(key) ?? {};
  const { first } = await sendRaw(gw.port, toRequest(`${method} ${prefix}${path}`, headers));
  return first.status;
};

test.each(Object.keys(carriers))(
  'P-29: the verdict by %s is the one of every other carrier',
  async (carrier) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const ask = (key: string, path: string) => statusBy(carrier, key, method, path);
      expect(await ask(gw.secret, `${gw.base}/x`)).toBe(200);
      expect(await ask(otherSecret, `${gw.base}/x`)).toBe(403);
      expect(await ask(revokedSecret, `${gw.base}/x`)).toBe(401);
      expect(await ask('no-such-key-at-all-42', `${gw.base}/x`)).toBe(401);
      expect(await ask(gw.secret, '/proxy/no-such-service/x')).toBe(404);
      expect(await ask('no-such-key-at-all-42', '/proxy/no-such-service/x')).toBe(401);
    }
  },
);

test.each(Object.keys(carriers))(
  'P-05: a key sent by %s never reaches the service',
  async (carrier) => {
    expect(await statusBy(carrier, gw.secret, 'POST', `${gw.base}/x?a=${gw.secret}`)).toBe(200);
    expect(gw.upstream.requests).toHaveLength(1);
    expect(gw.upstream.recorded).not.toContain(gw.secret);
    expect(gw.upstream.recorded).not.toContain(Buffer.from(`me:${gw.secret}`).toString('base64'));
    expect(gw.upstream.recorded).not.toMatch(
      /^(authorization|x-api-key|api-key|x-goog-api-key):/im,
    );
  },
);

test('D-19: a key in the query is no key', async () => {
  for (const name of ['key', 'api_key']) {
    const { first } = await sendRaw(gw.port, toRequest(`GET ${gw.base}/x?${name}=${gw.secret}`));
    expect(first.status).toBe(401);
  }
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test.each([
  [
    'Bearer and X-API-Key',
    401,
    (a: string, b: string) => [`Authorization: Bearer ${a}`, `X-API-Key: ${b}`],
  ],
  ['two key headers', 401, (a: string, b: string) => [`api-key: ${a}`, `x-goog-api-key: ${b}`]],
  ['X-API-Key twice', 400, (a: string, b: string) => [`X-API-Key: ${a}`, `X-API-Key: ${b}`]],
  [
    'Authorization twice',
    400,
    (a: string, b: string) => [`Authorization: Bearer ${a}`, `Authorization: Bearer ${b}`],
  ],
])('P-30, X3: %s: two different keys are %i, in either order', async (_what, status, headers) => {
  for (const pair of [headers(gw.secret, otherSecret), headers(otherSecret, gw.secret)]) {
    const { first } = await sendRaw(gw.port, toRequest(`GET ${gw.base}/x`, pair));
    expect(first.status).toBe(status);
  }
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-30: the same header twice is refused even when both are equal', async () => {
  for (const header of [`X-API-Key: ${gw.secret}`, `Authorization: Bearer ${gw.secret}`]) {
    const { first } = await sendRaw(gw.port, toRequest(`GET ${gw.base}/x`, [header, header]));
    expect(first.status).toBe(400);
  }
});

test('P-62: on one connection each request needs its own key', async () => {
  const good = toRequest(`GET ${gw.base}/x`, [`X-API-Key: ${gw.secret}`, 'Connection: keep-alive']);
  const none = toRequest(`GET ${gw.base}/x`, ['Connection: keep-alive']);
  const connection = await openRaw(gw.port);
  connection.write(good);
  await connection.answers(1);
  connection.write(none);
  const answers = await connection.answers(2);
  connection.destroy();
  expect(answers.map(({ status }) => status)).toEqual([200, 401]);
  expect(gw.upstream.requests).toHaveLength(1);
});

const upgrade = (path: string, headers: readonly string[]) =>
  sendRaw(
    gw.port,
    toRequest(`GET ${path}`, [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    ]),
    { answers: 1 },
  );

test('P-58: a WebSocket without a good key is refused, and the service is not even connected to', async () => {
  gw.upstream.run(acceptUpgrade());
  const cases = [[], ['X-API-Key: no-such-key-at-all-42'], [`X-API-Key: ${revokedSecret}`]];
  for (const headers of cases) {
    expect((await upgrade(`${gw.base}/ws`, headers)).first.status).toBe(401);
    expect((await upgrade('/admin', headers)).first.status).toBe(401);
  }
  const both = [`X-API-Key: ${gw.secret}`, `Authorization: Bearer ${otherSecret}`];
  expect((await upgrade(`${gw.base}/ws`, both)).first.status).toBe(401);
  expect((await upgrade(`${gw.base}/../ws`, [`X-API-Key: ${gw.secret}`])).first.status).toBe(400);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-59, T-05: a WebSocket from a strange page, or for another service, is refused', async () => {
  gw.upstream.run(acceptUpgrade());
  const strange = [`X-API-Key: ${gw.secret}`, 'Origin: https://evil.test'];
  expect((await upgrade(`${gw.base}/ws`, strange)).first.status).toBe(403);
  expect((await upgrade(`${gw.base}/ws`, [`X-API-Key: ${otherSecret}`])).first.status).toBe(403);
  expect((await upgrade('/admin', [`X-API-Key: ${gw.secret}`])).first.status).toBeOneOf([403, 404]);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-58: a WebSocket with a good key is opened, by header, by path and by subprotocol', async () => {
  gw.upstream.run(acceptUpgrade());
  const ways: [string, string[]][] = [
    [`${gw.base}/ws`, [`X-API-Key: ${gw.secret}`]],
    [`/k/${gw.secret}${gw.base}/ws`, []],
    [`${gw.base}/ws`, [`Sec-WebSocket-Protocol: chat, latchkey.key.${gw.secret}`]],
  ];
  for (const [path, headers] of ways) {
    expect((await upgrade(path, headers)).first.status).toBe(101);
  }
  expect(gw.upstream.requests.map(({ target }) => target)).toEqual(['/ws', '/ws', '/ws']);
  expect(gw.upstream.recorded).not.toContain(gw.secret);
});

test('P-51: any other wish to switch protocols is ignored, and the call judged as it stands', async () => {
  const headers = [
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABk',
  ];
  const ask = (more: readonly string[]) =>
    sendRaw(gw.port, toRequest(`GET ${gw.base}/x`, [...headers, ...more]), { answers: 1 });
  expect((await ask([])).first.status).toBe(401);
  expect((await ask([`X-API-Key: ${gw.secret}`])).first.status).toBe(200);
  expect(gw.upstream.recorded).not.toMatch(/^(upgrade|http2-settings):/im);
});

test('T-05, P-72: a strange page that asks first is answered, and allowed nothing', async () => {
  const headers = [
    'Origin: https://evil.test',
    'Access-Control-Request-Method: POST',
    'Access-Control-Request-Headers: authorization,content-type',
  ];
  const { first } = await sendRaw(gw.port, toRequest(`OPTIONS ${gw.base}/x`, headers));
  expect(first.status).toBe(204);
  expect([...first.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});
