import { expect, test } from 'vitest';
import { get, OK, rawCall, until, useForwardRig } from '../support/forward-rig';

const forward = useForwardRig();
const closing = 'Connection: close\r\n';

const broken: [name: string, answer: string][] = [
  [
    'a length and a coding',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
  ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok'],
  ['a strange coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\nok'],
  ['a NUL in a header', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 2\r\n\r\nok'],
  ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok'],
  ['status 99', 'HTTP/1.1 99 Low\r\nContent-Length: 2\r\n\r\nok'],
  ['status 1000', 'HTTP/1.1 1000 High\r\nContent-Length: 2\r\n\r\nok'],
  [
    '64 KiB of headers',
    `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(65_536)}\r\nContent-Length: 2\r\n\r\nok`,
  ],
  ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
  ['no HTTP at all', 'SSH-2.0-OpenSSH_9.9\r\n'],
];

test.each(broken)(
  'P-50: %s is a 502, and the next call works on another connection',
  async (_name, answer) => {
    let asked = 0;
    forward.service.script = (socket) => socket.write(++asked === 1 ? answer : OK, 'latin1');
    const { text } = await rawCall(forward.rig.port, get('/', closing));
    expect(text).toMatch(/^HTTP\/1\.1 502 /);
    expect(forward.rig.errors).toEqual(['UPSTREAM_BROKEN']);
    expect((await rawCall(forward.rig.port, get('/', closing))).text).toMatch(/^HTTP\/1\.1 200 /);
    expect(forward.service.sockets).toHaveLength(2);
  },
);

test('P-50: a second answer that nobody asked for is not given to the next caller', async () => {
  let asked = 0;
  forward.service.script = (socket) =>
    socket.write(++asked === 1 ? `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil` : OK);
  expect((await rawCall(forward.rig.port, get('/', closing))).text).toMatch(/ok$/);
  expect((await rawCall(forward.rig.port, get('/', closing))).text).toMatch(/ok$/);
  expect(forward.service.sockets).toHaveLength(2);
});

test('P-50: unasked bytes that come later end the idle connection', async () => {
  forward.service.script = (socket) => socket.write(OK);
  await rawCall(forward.rig.port, get('/', closing));
  forward.service.sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
  await until(() => forward.service.closed === 1);
  expect((await rawCall(forward.rig.port, get('/', closing))).text).toMatch(/ok$/);
});

test('P-51: a switch of protocols that nobody asked for is a 502', async () => {
  forward.service.script = (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n');
  const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
  const { text } = await rawCall(forward.rig.port, get('/', h2c), 'UPSTREAM_BROKEN');
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(forward.service.received.join('')).not.toMatch(/upgrade|h2c|http2-settings/i);
});

test.each(['100 Continue', '102 Processing', '103 Early Hints'])(
  'P-52: ten thousand times %s before the answer leave it intact',
  async (status) => {
    const interim = `HTTP/1.1 ${status}\r\n\r\n`;
    forward.service.script = (socket) => socket.write(interim.repeat(10_000) + OK);
    const { text } = await rawCall(forward.rig.port, get('/', closing));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.endsWith('ok')).toBe(true);
  },
);

test('P-52: interim answers without end are a 502', async () => {
  forward.service.script = (socket) => {
    const more = () => {
      if (!socket.destroyed) socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(2000), more);
    };
    more();
  };
  const { text } = await rawCall(forward.rig.port, get('/', closing));
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
});

const bodyless: [answer: string, method: string][] = [
  ['204 No Content', 'GET'],
  ['304 Not Modified', 'GET'],
  ['205 Reset Content', 'GET'],
  ['200 OK', 'HEAD'],
];

test.each(bodyless)(
  'P-53: %s to %s has no body and the connection goes on',
  async (status, method) => {
    forward.service.script = (socket, head) =>
      socket.write(
        head.includes('/second')
          ? OK
          : `HTTP/1.1 ${status}\r\n${method === 'HEAD' ? 'Content-Length: 5\r\n' : ''}${status.startsWith('205') ? 'Content-Length: 0\r\n' : ''}\r\n`,
      );
    const first = `${method} /first HTTP/1.1\r\nHost: gateway\r\n\r\n`;
    const { text } = await rawCall(forward.rig.port, first + get('/second', closing));
    const [head, rest] = [
      text.slice(0, text.indexOf('\r\n\r\n')),
      text.slice(text.indexOf('\r\n\r\n') + 4),
    ];
    expect(head).toContain(`HTTP/1.1 ${status}`);
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(rest).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    if (method === 'HEAD') expect(head).toContain('Content-Length: 5');
  },
);

test('P-53: a careless service that sends a body with 204 cannot shift the next answer', async () => {
  let asked = 0;
  forward.service.script = (socket) => {
    if (++asked > 1) return void socket.write(OK);
    socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n');
    setTimeout(() => socket.write('evil'), 5);
  };
  await rawCall(forward.rig.port, get('/', closing));
  expect((await rawCall(forward.rig.port, get('/', closing))).text).toMatch(/ok$/);
});

test('P-55: trailers of an answer are dropped together with their announcement', async () => {
  forward.service.script = (socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n',
    );
  const { text } = await rawCall(forward.rig.port, get('/', closing));
  expect(text).toMatch(/2\r\nok\r\n0\r\n\r\n$/);
  expect(text).not.toMatch(/trailer|x-sum/i);
});

test('P-54: trailers of a request do not reach the service', async () => {
  const chunked =
    'POST / HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization, Host\r\nConnection: close\r\n\r\n2\r\nhi\r\n0\r\nAuthorization: Bearer x\r\nHost: evil\r\n\r\n';
  const { text } = await rawCall(forward.rig.port, chunked);
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  const [seen = ''] = forward.service.received;
  expect(seen).not.toMatch(/authorization|evil|trailer:/i);
  expect(seen).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/);
});

test('P-56: compressed bodies pass byte for byte and are never unpacked', async () => {
  const body = Buffer.from(Array.from({ length: 256 }, (_, at) => at)).toString('latin1');
  forward.service.script = (socket) =>
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 256\r\n\r\n${body}`,
      'latin1',
    );
  const { text } = await rawCall(forward.rig.port, get('/', `Accept-Encoding: gzip\r\n${closing}`));
  expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(body);
  expect(text).toContain('Content-Encoding: gzip');
  expect(forward.service.received[0]).toContain('Accept-Encoding: gzip');
});
