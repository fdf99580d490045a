import { afterEach, beforeEach, expect, test } from 'vitest';
import { get, rawCall, ScriptedService, startRig, until, type Rig } from '../support/forward-rig';

let service: ScriptedService;
let rig: Rig;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

beforeEach(async () => {
  service = await new ScriptedService((socket) => socket.write(OK)).start();
  rig = await startRig(service.port);
});
afterEach(async () => {
  await rig.stop();
  service.stop();
});

const closing = 'Connection: close\r\n';

test('P-47: a service that resets before answering is a 502, and GET on a fresh connection is not tried again', async () => {
  service.script = (socket) => socket.resetAndDestroy();
  const { text } = await rawCall(rig.port, get('/', closing));
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(rig.errors).toEqual(['UPSTREAM_DOWN']);
  expect(service.sockets).toHaveLength(1);
});

test('P-47: a kept connection that was closed meanwhile costs a GET one silent second try', async () => {
  let asked = 0;
  service.script = (socket) => {
    if (++asked === 2) socket.resetAndDestroy();
    else socket.write(OK);
  };
  await rawCall(rig.port, get('/a', closing));
  const { text } = await rawCall(rig.port, get('/b', closing));
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(asked).toBe(3);
  expect(service.sockets).toHaveLength(2);
});

test('P-47: a POST is never sent twice', async () => {
  let asked = 0;
  service.script = (socket) => {
    if (++asked === 2) socket.resetAndDestroy();
    else socket.write(OK);
  };
  await rawCall(rig.port, get('/a', closing));
  const post = `POST /b HTTP/1.1\r\nHost: gateway\r\nContent-Length: 2\r\n${closing}\r\nhi`;
  const { text } = await rawCall(rig.port, post);
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(asked).toBe(2);
});

test('P-48: an answer that breaks off inside its length cuts the caller off and is put down as truncated', async () => {
  service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789');
    setTimeout(() => socket.resetAndDestroy(), 30);
  };
  const { text, isClean } = await rawCall(rig.port, get('/'));
  expect(text.endsWith('\r\n\r\n0123456789')).toBe(true);
  expect(text).toContain('Content-Length: 1000');
  await until(() => rig.results.length === 1);
  expect(rig.results[0]).toMatchObject({
    outcome: 'upstream_truncated',
    bytesOut: 10,
    status: 200,
  });
  expect(isClean).toBeTypeOf('boolean');
});

test('P-49: a chunked answer that breaks off never gets its last chunk', async () => {
  service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    setTimeout(() => socket.resetAndDestroy(), 30);
  };
  const { text } = await rawCall(rig.port, get('/'));
  expect(text).toContain('5\r\nhello\r\n');
  expect(text).not.toContain('\r\n0\r\n');
  await until(() => rig.results.length === 1);
  expect(rig.results[0]?.outcome).toBe('upstream_truncated');
});

test('P-49: an answer without a length that is reset is not mistaken for a whole one', async () => {
  service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello');
    setTimeout(() => socket.resetAndDestroy(), 30);
  };
  const { text } = await rawCall(rig.port, get('/'));
  expect(text).not.toContain('\r\n0\r\n');
  await until(() => rig.results.length === 1);
  expect(rig.results[0]?.outcome).toBe('upstream_truncated');
});

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
    service.script = (socket) => socket.write(++asked === 1 ? answer : OK, 'latin1');
    const { text } = await rawCall(rig.port, get('/', closing));
    expect(text).toMatch(/^HTTP\/1\.1 502 /);
    expect(rig.errors).toEqual(['UPSTREAM_BROKEN']);
    expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/^HTTP\/1\.1 200 /);
    expect(service.sockets).toHaveLength(2);
  },
);

test('P-50: a second answer that nobody asked for is not given to the next caller', async () => {
  let asked = 0;
  service.script = (socket) =>
    socket.write(++asked === 1 ? `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil` : OK);
  expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/ok$/);
  expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/ok$/);
  expect(service.sockets).toHaveLength(2);
});

test('P-50: unasked bytes that come later end the idle connection', async () => {
  service.script = (socket) => socket.write(OK);
  await rawCall(rig.port, get('/', closing));
  service.sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
  await until(() => service.closed === 1);
  expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/ok$/);
});

test('P-51: a switch of protocols that nobody asked for is a 502', async () => {
  service.script = (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n');
  const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
  const { text } = await rawCall(rig.port, get('/', h2c), 'UPSTREAM_BROKEN');
  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(service.received.join('')).not.toMatch(/upgrade|h2c|http2-settings/i);
});

test.each(['100 Continue', '102 Processing', '103 Early Hints'])(
  'P-52: ten thousand times %s before the answer leave it intact',
  async (status) => {
    const interim = `HTTP/1.1 ${status}\r\n\r\n`;
    service.script = (socket) => socket.write(interim.repeat(10_000) + OK);
    const { text } = await rawCall(rig.port, get('/', closing));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.endsWith('ok')).toBe(true);
  },
);

test('P-52: interim answers without end are a 502', async () => {
  service.script = (socket) => {
    const more = () => {
      if (!socket.destroyed) socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(2000), more);
    };
    more();
  };
  const { text } = await rawCall(rig.port, get('/', closing));
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
    service.script = (socket, head) =>
      socket.write(
        head.includes('/second')
          ? OK
          : `HTTP/1.1 ${status}\r\n${method === 'HEAD' ? 'Content-Length: 5\r\n' : ''}${status.startsWith('205') ? 'Content-Length: 0\r\n' : ''}\r\n`,
      );
    const first = `${method} /first HTTP/1.1\r\nHost: gateway\r\n\r\n`;
    const { text } = await rawCall(rig.port, first + get('/second', closing));
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
  service.script = (socket) => {
    if (++asked > 1) return void socket.write(OK);
    socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n');
    setTimeout(() => socket.write('evil'), 5);
  };
  await rawCall(rig.port, get('/', closing));
  expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/ok$/);
});

test('P-55: trailers of an answer are dropped together with their announcement', async () => {
  service.script = (socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n',
    );
  const { text } = await rawCall(rig.port, get('/', closing));
  expect(text).toMatch(/2\r\nok\r\n0\r\n\r\n$/);
  expect(text).not.toMatch(/trailer|x-sum/i);
});

test('P-54: trailers of a request do not reach the service', async () => {
  const chunked =
    'POST / HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization, Host\r\nConnection: close\r\n\r\n2\r\nhi\r\n0\r\nAuthorization: Bearer x\r\nHost: evil\r\n\r\n';
  const { text } = await rawCall(rig.port, chunked);
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  const [seen = ''] = service.received;
  expect(seen).not.toMatch(/authorization|evil|trailer:/i);
  expect(seen).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/);
});

test('P-63: after an upload that broke off, its connection to the service is not used again', async () => {
  let asked = 0;
  service.script = (socket) => {
    if (++asked > 1) socket.write(OK);
  };
  const half = 'POST /half HTTP/1.1\r\nHost: gateway\r\nContent-Length: 100\r\n\r\nhalf';
  void rawCall(rig.port, half, 'never');
  await until(() => (service.received[0] ?? '').endsWith('half'));
  rig.plan = {};
  const { text } = await rawCall(rig.port, get('/next', closing));
  expect(text).toMatch(/ok$/);
  expect(service.sockets).toHaveLength(2);
  expect(service.received[1]).toMatch(/^GET \/next /);
});

test('P-63: an answer that comes before the upload is through closes the connection to the service', async () => {
  service.script = (socket) =>
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
  const early = 'POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\n\r\n12345';
  const { text } = await rawCall(rig.port, early, '\r\n\r\nno');
  expect(text).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/);
  await until(() => service.closed === 1);
});

test('P-56: compressed bodies pass byte for byte and are never unpacked', async () => {
  const body = Buffer.from(Array.from({ length: 256 }, (_, at) => at)).toString('latin1');
  service.script = (socket) =>
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 256\r\n\r\n${body}`,
      'latin1',
    );
  const { text } = await rawCall(rig.port, get('/', `Accept-Encoding: gzip\r\n${closing}`));
  expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(body);
  expect(text).toContain('Content-Encoding: gzip');
  expect(service.received[0]).toContain('Accept-Encoding: gzip');
});
