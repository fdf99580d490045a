import http2 from 'node:http2';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { askGrpc, beginGrpc } from '../support/grpc-call';
import { bearer, useGrpcHouse } from '../support/grpc-house';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 60_000 });

const house = useGrpcHouse();
const { to, makeKey, lastOf } = house;
const within = { timeout: 15_000 };

test('S003-90: a unary call reaches the service with its metadata, and its trailers come back', async () => {
  const got = await askGrpc(house.session, to('Unary', { 'x-mine': 'kept', 'a-bin': 'AAEC' }));
  expect(got.head[':status']).toBe(200);
  expect(got.head['content-type']).toBe('application/grpc+proto');
  expect(got.messages).toEqual(['you said hi']);
  expect(got.end).toMatchObject({ 'grpc-status': '0', 'x-extra': 'after' });
  expect(got.reset).toBe(0);
  const seen = house.service.reached.at(-1)?.headers;
  expect(seen).toMatchObject({ ':path': '/test.Echo/Unary', 'x-mine': 'kept', te: 'trailers' });
  expect(seen?.['a-bin']).toBe('AAEC');
  expect(JSON.stringify(seen)).not.toContain(house.secret);
});

test('S003-90: a client that can set no path names its service in a header', async () => {
  const path = { ':path': '/test.Echo/Unary' };
  const got = await askGrpc(house.session, to('', { ...path, 'x-latchkey-service': 'echo' }));
  expect(got.messages).toEqual(['you said hi']);
  expect(house.service.reached.at(-1)?.headers['x-latchkey-service']).toBeUndefined();
  expect((await askGrpc(house.session, to('', path))).end['grpc-status']).toBe('12');
  const other = await askGrpc(house.session, to('', { ...path, 'x-latchkey-service': 'nothing' }));
  expect(other.end['grpc-status']).toBe('12');
  const x = await makeKey({ services: [] });
  const headers = to('', { ...path, 'x-latchkey-service': 'echo', ...bearer(x.secret) });
  expect((await askGrpc(house.session, headers)).end['grpc-status']).toBe('7');
});

test('S003-90: the key may come as x-api-key, and goes on in no header and no trailer', async () => {
  const headers = { ...to('Bidi'), 'x-api-key': house.secret };
  delete headers['authorization'];
  const stream = house.session.request(
    { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers', ...headers },
    { waitForTrailers: true },
  );
  stream.once('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1', 'x-key': house.secret }));
  stream.resume().end();
  await new Promise((resolve) => stream.once('close', resolve));
  const trailers = house.service.reached.at(-1)?.stream.sentTrailers;
  expect(trailers).toMatchObject({ 'grpc-status': '0' });
  expect(JSON.stringify(house.service.reached.at(-1)?.headers)).not.toContain(house.secret);
});

test('S003-90: a stream of the service arrives whole and in order', async () => {
  const got = await askGrpc(house.session, to('ServerStream'), '1000');
  expect(got.messages).toHaveLength(1000);
  expect(got.messages.at(-1)).toBe('message 999');
  expect(got.end['grpc-status']).toBe('0');
});

test('S003-90: both sides speak in turns on one call, and either may begin', async () => {
  const call = beginGrpc(house.session, to('Bidi'));
  for (const word of ['one', 'two', 'three']) {
    const answer = call.next();
    call.say(word);
    expect(await answer).toBe(`echo ${word}`);
  }
  call.stream.end();
  expect((await call.ended).end['grpc-status']).toBe('0');
  const greeted = beginGrpc(house.session, to('Greets'));
  expect(await greeted.next()).toBe('hello');
  greeted.stream.end();
  expect((await greeted.ended).end['grpc-status']).toBe('0');
});

test('S003-90: an error of the service arrives as it said it, and the record says what it was', async () => {
  const { secret: text, key } = await makeKey();
  const got = await askGrpc(house.session, to('Fails', bearer(text)));
  expect(got.end).toMatchObject({ 'grpc-status': '5', 'grpc-message': 'no such thing' });
  await expect.poll(async () => (await lastOf(key.id))?.status, within).toBe(404);
  const late = await askGrpc(house.session, to('FailsLate', bearer(text)));
  expect(late.messages).toEqual(['half']);
  expect(late.end).toMatchObject({ 'grpc-status': '10', 'grpc-message': 'half way' });
});

test('S003-90: a service that breaks off is UNAVAILABLE, never a good end', async () => {
  const got = await askGrpc(house.session, to('Breaks'));
  expect(got.end['grpc-status']).toBe('14');
});

test('S003-90: a caller who cancels ends the call at the service, and it is on record', async () => {
  const { secret: text, key } = await makeKey();
  const call = beginGrpc(house.session, to('Greets', bearer(text)));
  await call.next();
  const gone = new Promise((resolve) =>
    house.service.reached.at(-1)?.stream.once('close', resolve),
  );
  call.stream.close(http2.constants.NGHTTP2_CANCEL);
  await gone;
  await expect.poll(async () => (await lastOf(key.id))?.bytesOut, within).toBe(10);
  await expect.poll(async () => (await house.gateway.api.status.get({})).liveCalls, within).toBe(0);
});

test('S003-90: a service that is not there is UNAVAILABLE, one that does not answer DEADLINE_EXCEEDED', async () => {
  const spare = createServer();
  await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve));
  const { port } = spare.address() as AddressInfo;
  await new Promise((resolve) => spare.close(resolve));
  const gone = [{ url: `http://127.0.0.1:${port}` }];
  await house.gateway.api.services.create({ name: 'gone', kind: 'http', targets: gone });
  const slow = { name: 'slow', targets: [{ url: house.service.url }] };
  const timeouts = { connectMs: 5_000, firstByteMs: 1_000, idleMs: 1_000, totalMs: null };
  await house.gateway.api.services.create({ ...slow, timeouts, sameAddress: true });
  const all = await house.gateway.api.keys.create({ name: 'all', services: '*' });
  const ask = (path: string) =>
    askGrpc(house.session, { ':path': path, ...bearer(all.secret) }).then(({ end }) => end);
  expect(await ask('/proxy/gone/test.Echo/Unary')).toMatchObject({ 'grpc-status': '14' });
  expect(await ask('/proxy/slow/test.Echo/Silent')).toMatchObject({ 'grpc-status': '4' });
});

test('S003-90: a service that speaks HTTP/1.1 only is UNAVAILABLE, and nothing hangs', async () => {
  const old = createServer((_req, res) => void res.end('hello'));
  await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(old.address() as AddressInfo).port}`;
  await house.gateway.api.services.create({ name: 'old', kind: 'http', targets: [{ url }] });
  const all = await house.gateway.api.keys.create({ name: 'all2', services: '*' });
  const got = await askGrpc(house.session, { ':path': '/proxy/old/a.B/C', ...bearer(all.secret) });
  expect(got.end['grpc-status']).toBe('14');
  old.closeAllConnections();
  old.close();
});

test('S003-90: a message larger than the service allows is RESOURCE_EXHAUSTED', async () => {
  const targets = [{ url: house.service.url }];
  await house.gateway.api.services.create({
    name: 'small',
    kind: 'http',
    targets,
    maxBodyBytes: 1024,
    sameAddress: true,
  });
  const all = await house.gateway.api.keys.create({ name: 'all3', services: '*' });
  const headers = { ':path': '/proxy/small/test.Echo/Bidi', ...bearer(all.secret) };
  const call = beginGrpc(house.session, headers);
  const first = call.next();
  call.say('x'.repeat(1000));
  await first;
  const second = call.next();
  call.say('y'.repeat(1000));
  await second;
  call.say('z'.repeat(1100));
  expect((await call.ended).end['grpc-status']).toBe('8');
});

test('S003-90: the same type over HTTP/1.1 is an ordinary call', async () => {
  const headers = { 'content-type': 'application/grpc', ...bearer('lk_0000000000_wrong') };
  const url = `${house.gateway.publicUrl}/proxy/echo/test.Echo/Unary`;
  expect((await fetch(url, { method: 'POST', headers, body: 'x' })).status).toBe(401);
});
