import { afterAll, beforeAll, expect, test } from 'vitest';
import { askAdmin, JSON_TYPE, type Asked } from '../support/admin-ask';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';

let world: AdminWorld;
beforeAll(async () => {
  world = await startAdminWorld({ allowedHosts: ['nas.local'] });
});
afterAll(() => world.close());
const ask = (place: string, asked: Asked = {}) => askAdmin(world, place, asked);

test.each([
  '',
  'a@b',
  'x/y',
  'a,b',
  'x?',
  'localhost/#@evil',
  'a'.repeat(300),
  '[::1',
  'localhost:99999',
  '127.0.0.1:1:2',
  '.localhost',
])('P-14 I-01: Host %j is refused as malformed', async (host) => {
  expect((await ask('/admin/v1/keys.list', { host, bearer: undefined })).status).toBe(400);
  expect((await ask('/admin/v1/keys.list', { host })).status).toBe(400);
});

test('P-13: two Hosts are refused, equal or not', async () => {
  const host = `Host: 127.0.0.1:${world.port}`;
  const headers = [JSON_TYPE, host];
  expect((await ask('/admin/v1/keys.list', { headers })).status).toBe(400);
});

test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:1', 'nas.local', 'nas.local:5540'])(
  'P-15: Host %s is ours',
  async (host) => {
    expect((await ask('/health', { method: 'GET', host })).status).toBe(200);
  },
);

test.each([
  'nas.local.evil.test',
  'evil-nas.local',
  '127.0.0.1.evil.test',
  'localhost.',
  '192.168.1.20',
  '0.0.0.0',
  '[::ffff:127.0.0.1]',
])('T-03: Host %s is not ours', async (host) => {
  expect([400, 403]).toContain((await ask('/health', { method: 'GET', host })).status);
});

test.each([
  '/admin/v1/keys.list/',
  '/ADMIN/v1/keys.list',
  '/admin/v1/Keys.list',
  '/admin/v1/__proto__.toString',
  '/admin/v1/keys',
  '/admin/v1/',
])('P-25 P-32: %s is no operation', async (place) => {
  expect([404, 405]).toContain((await ask(place)).status);
});

test('P-32: a name from the prototype is 404, and only for the owner', async () => {
  const place = '/admin/v1/__proto__.toString';
  expect((await ask(place)).status).toBe(404);
  expect((await ask(place, { bearer: undefined })).status).toBe(401);
});

test.each([
  '/admin/v1/../v1/keys.list',
  '/admin/v1/%6beys.list',
  '//admin/v1/keys.list',
  '/admin//v1/keys.list',
  '/admin/v1/./keys.list',
  '/admin/v1/keys.list%00',
  '/admin\\v1/keys.list',
  'http://evil.test/admin/v1/keys.list',
  '/assets/..%2f..%2fsecret.js',
  '*',
])('P-22 P-23 P-26: %s is refused before any route sees it', async (place) => {
  expect((await ask(place)).status).toBe(400);
});

test('two Authorization headers are refused', async () => {
  const headers = [JSON_TYPE, `Authorization: Bearer ${world.secret}`];
  expect((await ask('/admin/v1/keys.list', { headers })).status).toBe(400);
});

test.each(['token', 'Basic', 'Bearer x', ''])(
  'a bearer of another form (%j) is none',
  async (form) => {
    const headers = [JSON_TYPE, `Authorization: ${form} ${world.secret}`];
    expect((await ask('/admin/v1/keys.list', { headers, bearer: undefined })).status).toBe(401);
  },
);

test('T-17 D-9: the secret is not taken from the query or a cookie', async () => {
  const headers = [JSON_TYPE, `Cookie: token=${world.secret}`];
  const place = `/admin/v1/keys.list?token=${world.secret}&access_token=${world.secret}`;
  expect((await ask(place, { headers, bearer: undefined })).status).toBe(401);
});

test('P-58 P-59: an upgrade is never granted', async () => {
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  for (const place of ['/', '/admin/v1/events']) {
    const answer = await ask(place, { method: 'GET', headers: upgrade });
    expect(answer.status).toBe(405);
  }
  const evil = await ask('/', {
    method: 'GET',
    headers: [...upgrade, 'Origin: http://evil.test'],
  });
  expect(evil.status).toBe(403);
});

test('P-72: a preflight gets no permission', async () => {
  const headers = ['Origin: http://evil.test', 'Access-Control-Request-Method: POST'];
  const answer = await ask('/admin/v1/keys.list', { method: 'OPTIONS', headers });
  expect(answer.status).toBe(405);
  expect(Object.keys(answer.headers).join()).not.toContain('access-control');
});

test('P-34: another expectation is refused', async () => {
  expect((await ask('/admin/v1/keys.list', { headers: [JSON_TYPE, 'Expect: x'] })).status).toBe(
    417,
  );
});
