import { expect, test } from 'vitest';
import { get, OK, rawCall, until, useForwardRig } from '../support/forward-rig';

const forward = useForwardRig();
const closing = 'Connection: close\r\n';

test('P-47: a service that resets before answering is a 502, and GET on a fresh connection is not tried again', async () => {
  forward.service.script = (socket) => socket.resetAndDestroy();
  const { text } = await rawCall(forward.rig.port, get('/', closing));
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(forward.rig.errors).toEqual(['UPSTREAM_DOWN']);
  expect(forward.service.sockets).toHaveLength(1);
});

test('P-47: a kept connection that was closed meanwhile costs a GET one silent second try', async () => {
  let asked = 0;
  forward.service.script = (socket) => {
    if (++asked === 2) socket.resetAndDestroy();
    else socket.write(OK);
  };
  await rawCall(forward.rig.port, get('/a', closing));
  const { text } = await rawCall(forward.rig.port, get('/b', closing));
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(asked).toBe(3);
  expect(forward.service.sockets).toHaveLength(2);
});

test('P-47: a POST is never sent twice', async () => {
  let asked = 0;
  forward.service.script = (socket) => {
    if (++asked === 2) socket.resetAndDestroy();
    else socket.write(OK);
  };
  await rawCall(forward.rig.port, get('/a', closing));
  const post = `POST /b HTTP/1.1\r\nHost: gateway\r\nContent-Length: 2\r\n${closing}\r\nhi`;
  const { text } = await rawCall(forward.rig.port, post);
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(asked).toBe(2);
});

test('P-48: an answer that breaks off inside its length cuts the caller off and is put down as truncated', async () => {
  forward.service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789');
    setTimeout(() => socket.resetAndDestroy(), 30);
  };
  const { text, isClean } = await rawCall(forward.rig.port, get('/'));
  expect(text.endsWith('\r\n\r\n0123456789')).toBe(true);
  expect(text).toContain('Content-Length: 1000');
  await until(() => forward.rig.results.length === 1);
  expect(forward.rig.results[0]).toMatchObject({
    outcome: 'upstream_truncated',
    bytesOut: 10,
    status: 200,
  });
  expect(isClean).toBeTypeOf('boolean');
});

test('P-49: a chunked answer that breaks off never gets its last chunk', async () => {
  forward.service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    setTimeout(() => socket.resetAndDestroy(), 30);
  };
  const { text } = await rawCall(forward.rig.port, get('/'));
  expect(text).toContain('5\r\nhello\r\n');
  expect(text).not.toContain('\r\n0\r\n');
  await until(() => forward.rig.results.length === 1);
  expect(forward.rig.results[0]?.outcome).toBe('upstream_truncated');
});

test('P-49: an answer without a length that is reset is not mistaken for a whole one', async () => {
  forward.service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello');
    setTimeout(() => socket.resetAndDestroy(), 30);
  };
  const { text } = await rawCall(forward.rig.port, get('/'));
  expect(text).not.toContain('\r\n0\r\n');
  await until(() => forward.rig.results.length === 1);
  expect(forward.rig.results[0]?.outcome).toBe('upstream_truncated');
});

test('P-63: after an upload that broke off, its connection to the service is not used again', async () => {
  let asked = 0;
  forward.service.script = (socket) => {
    if (++asked > 1) socket.write(OK);
  };
  const half = 'POST /half HTTP/1.1\r\nHost: gateway\r\nContent-Length: 100\r\n\r\nhalf';
  void rawCall(forward.rig.port, half, 'never');
  await until(() => (forward.service.received[0] ?? '').endsWith('half'));
  forward.rig.plan = {};
  const { text } = await rawCall(forward.rig.port, get('/next', closing));
  expect(text).toMatch(/ok$/);
  expect(forward.service.sockets).toHaveLength(2);
  expect(forward.service.received[1]).toMatch(/^GET \/next /);
});

test('P-63: an answer that comes before the upload is through closes the connection to the service', async () => {
  forward.service.script = (socket) =>
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
  const early = 'POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\n\r\n12345';
  const { text } = await rawCall(forward.rig.port, early, '\r\n\r\nno');
  expect(text).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/);
  await until(() => forward.service.closed === 1);
});
