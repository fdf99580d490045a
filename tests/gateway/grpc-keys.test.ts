import { expect, test, vi } from 'vitest';
import { askGrpc, beginGrpc } from '../support/grpc-call';
import { bearer, useGrpcHouse } from '../support/grpc-house';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 60_000 });

const house = useGrpcHouse();
const { to, makeKey, lastOf } = house;
const within = { timeout: 15_000 };

test('S003-90: without a key or with a wrong one the service is not asked: UNAUTHENTICATED', async () => {
  const before = house.service.reached.length;
  const none = { ':path': '/proxy/echo/test.Echo/Unary' };
  for (const headers of [none, to('Unary', bearer('lk_0000000000_wrong'))]) {
    const got = await askGrpc(house.session, headers);
    expect(got.head[':status']).toBe(200);
    expect(got.end['grpc-status']).toBe('16');
    expect(got.end['grpc-message']).toMatch(/API key/);
    expect(got.messages).toEqual([]);
  }
  expect(house.service.reached.length).toBe(before);
});

test('S003-90: a refusal is told although the caller still speaks', async () => {
  const call = beginGrpc(house.session, to('Bidi', bearer('lk_0000000000_wrong')));
  call.say('one');
  expect((await call.ended).end['grpc-status']).toBe('16');
});

test('S003-90: a dashboard key calls no service, whichever method is named like the page', async () => {
  const before = house.service.reached.length;
  const { secret: tablet } = await makeKey({ role: 'dashboard' });
  const headers = { ...bearer(tablet), 'x-latchkey-service': 'echo' };
  const got = await askGrpc(house.session, { ':path': '/dashboard', ...headers });
  expect(got.end['grpc-status']).toBe('7');
  expect(house.service.reached.length).toBe(before);
});

test('S003-90: paths, methods and scope of a key hold: PERMISSION_DENIED', async () => {
  const narrow = await makeKey({ paths: ['/test.Echo/Bidi'] });
  const refused = await askGrpc(house.session, to('Unary', bearer(narrow.secret)));
  expect(refused.end['grpc-status']).toBe('7');
  const call = beginGrpc(house.session, to('Bidi', bearer(narrow.secret)));
  call.stream.end();
  expect((await call.ended).end['grpc-status']).toBe('0');
  const reader = await makeKey({ methods: ['GET'] });
  const other = await askGrpc(house.session, to('Unary', bearer(reader.secret)));
  expect(other.end['grpc-status']).toBe('12');
});

test('S003-90: the limit of a key is RESOURCE_EXHAUSTED, with its wait', async () => {
  const few = await makeKey({ rate_limit_requests: 1 });
  expect((await askGrpc(house.session, to('Unary', bearer(few.secret)))).end['grpc-status']).toBe(
    '0',
  );
  const { end } = await askGrpc(house.session, to('Unary', bearer(few.secret)));
  expect(end['grpc-status']).toBe('8');
  expect(Number(end['retry-after'])).toBeGreaterThan(0);
});

test('S003-90: a key that is revoked while it streams is told so within a second', async () => {
  const { secret: text, key } = await makeKey();
  const call = beginGrpc(house.session, to('Bidi', bearer(text)));
  const first = call.next();
  call.say('one');
  await first;
  const gone = new Promise((resolve) =>
    house.service.reached.at(-1)?.stream.once('close', resolve),
  );
  const startMs = performance.now();
  await house.gateway.api.keys.revoke({ id: key.id });
  const { end, messages } = await call.ended;
  await gone;
  expect(performance.now() - startMs).toBeLessThan(1_000);
  expect(end['grpc-status']).toBe('7');
  expect(messages).toEqual(['echo one']);
});

test('S003-90: a caller who does not read is cut when its key is revoked, and costs no memory until then', async () => {
  const { secret: text, key } = await makeKey();
  const call = beginGrpc(house.session, to('Floods', bearer(text)));
  await call.next();
  call.stream.pause();
  const gone = new Promise((resolve) =>
    house.service.reached.at(-1)?.stream.once('close', resolve),
  );
  await house.gateway.api.keys.revoke({ id: key.id });
  await gone;
  await expect.poll(async () => (await lastOf(key.id))?.bytesOut, within).toBeGreaterThan(0);
  expect((await lastOf(key.id))?.bytesOut).toBeLessThan(8_000_000);
  call.stream.destroy();
});

test('S003-90: a key that ends while it streams takes its call with it', async () => {
  const ends = new Date(house.clock.wallMs + 60_000).toISOString();
  const { secret: text } = await makeKey({ expiresAt: ends });
  const call = beginGrpc(house.session, to('Greets', bearer(text)));
  await call.next();
  house.clock.wallMs += 60_000;
  expect((await call.ended).end['grpc-status']).toBe('7');
});
