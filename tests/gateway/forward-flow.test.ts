import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  get,
  rawCall,
  ScriptedService,
  startRig,
  timeouts,
  until,
  type Rig,
} from '../support/forward-rig';

let service: ScriptedService;
let rig: Rig;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const closing = 'Connection: close\r\n';

beforeEach(async () => {
  service = await new ScriptedService((socket) => socket.write(OK)).start();
  rig = await startRig(service.port);
});
afterEach(async () => {
  await rig.stop();
  service.stop();
});

const STREAM =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

test('P-39: when the caller leaves a stream, the service is let go within 300 ms', async () => {
  service.script = (socket) => socket.write(`${STREAM}8\r\ndata: 1\n\r\n`);
  const { text } = await rawCall(rig.port, get('/'), 'data: 1');
  expect(text).toContain('data: 1');
  expect(await until(() => service.closed === 1)).toBeLessThan(300);
  await until(() => rig.results.length === 1);
  expect(rig.results[0]).toMatchObject({ outcome: 'client_gone', status: 200, bytesOut: 8 });
});

test('P-40: when the caller leaves while it waits, the service is let go within 300 ms', async () => {
  service.script = () => {};
  const caller = connect(rig.port, '127.0.0.1', () => caller.write(get('/')));
  await until(() => service.received.length === 1 && service.received[0] !== '');
  caller.destroy();
  expect(await until(() => service.closed === 1)).toBeLessThan(300);
  await until(() => rig.results.length === 1);
  expect(rig.results[0]).toMatchObject({ outcome: 'client_gone', status: 499 });
});

test('P-40: fifty callers that leave at once leave no connection behind', async () => {
  service.script = () => {};
  const callers = Array.from({ length: 50 }, () => {
    const caller = connect(rig.port, '127.0.0.1', () => caller.write(get('/')));
    return caller;
  });
  await until(() => service.received.filter((text) => text !== '').length === 50);
  for (const caller of callers) caller.destroy();
  expect(await until(() => rig.activeSockets() === 0)).toBeLessThan(300);
});

test('P-41: a caller that closes its sending side counts as gone', async () => {
  service.script = () => {};
  const caller = connect({ port: rig.port, host: '127.0.0.1', allowHalfOpen: true }, () =>
    caller.end(get('/')),
  );
  await until(() => rig.results.length === 1);
  expect(rig.results[0]?.outcome).toBe('client_gone');
  caller.destroy();
});

test('P-42: a service that refuses is a 502 within 100 ms', async () => {
  service.stop();
  const startMs = performance.now();
  const { text } = await rawCall(rig.port, get('/', closing));
  expect(performance.now() - startMs).toBeLessThan(100);
  expect(text).toMatch(/^HTTP\/1\.1 502 [\s\S]*UPSTREAM_DOWN$/);
});

test('P-42, X11: a name that does not resolve is a 502', async () => {
  rig.plan = {
    target: { origin: new URL('http://nowhere.invalid:80'), basePath: '' },
    lookup: (_name, _options, done) =>
      done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
  };
  expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/^HTTP\/1\.1 502 /);
});

test('P-43, S003-24: a connection that is never accepted is a 504 when the time to connect is over', async () => {
  rig.plan = {
    target: { origin: new URL('http://slow.invalid:80'), basePath: '' },
    timeouts: timeouts({ connectMs: 150 }),
    lookup: () => {},
  };
  const startMs = performance.now();
  const { text } = await rawCall(rig.port, get('/', closing));
  expect(text).toMatch(/^HTTP\/1\.1 504 [\s\S]*UPSTREAM_TIMEOUT$/);
  expect(performance.now() - startMs).toBeLessThan(400);
});

test('P-44, S003-25: a service that accepts and never answers is a 504', async () => {
  service.script = () => {};
  rig.plan = { timeouts: timeouts({ firstByteMs: 150 }) };
  expect((await rawCall(rig.port, get('/', closing))).text).toMatch(/^HTTP\/1\.1 504 /);
  await until(() => service.closed === 1);
});

test('P-45, X8: a stream outlives the time for the first byte and the time for a whole plain call', async () => {
  rig.plan = { timeouts: timeouts({ firstByteMs: 120, totalMs: 150, idleMs: 2000 }) };
  service.script = (socket) => {
    socket.write(STREAM);
    let sent = 0;
    const timer = setInterval(() => {
      socket.write('1\r\nx\r\n');
      if (++sent < 10) return;
      clearInterval(timer);
      socket.write('0\r\n\r\n');
    }, 40);
  };
  const { text } = await rawCall(rig.port, get('/', closing));
  expect(text.match(/1\r\nx\r\n/g)).toHaveLength(10);
  expect(text.endsWith('0\r\n\r\n')).toBe(true);
  expect(rig.results[0]?.outcome).toBe('finished');
});

test('P-46: once a stream has begun, only its own limit on silence counts', async () => {
  rig.plan = { timeouts: timeouts({ firstByteMs: 100, idleMs: 300 }) };
  service.script = (socket) => socket.write(`${STREAM}1\r\nx\r\n`);
  const startMs = performance.now();
  const { text } = await rawCall(rig.port, get('/'));
  expect(performance.now() - startMs).toBeGreaterThan(280);
  expect(text.endsWith('0\r\n\r\n')).toBe(false);
  await until(() => rig.results.length === 1);
  expect(rig.results[0]?.outcome).toBe('upstream_truncated');
});

test('X8, S003-24: a plain call that dribbles is ended when its whole time is over', async () => {
  rig.plan = { timeouts: timeouts({ totalMs: 200, idleMs: 5000 }) };
  service.script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
    const timer = setInterval(
      () => (socket.destroyed ? clearInterval(timer) : socket.write('x')),
      20,
    );
  };
  await rawCall(rig.port, get('/', closing));
  await until(() => rig.results.length === 1);
  expect(rig.results[0]?.outcome).toBe('upstream_truncated');
});

test('P-36: a length over the limit is a 413 and the service is not even connected to', async () => {
  rig.plan = { maxBodyBytes: 10 };
  const { text } = await rawCall(
    rig.port,
    `POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 11\r\n${closing}\r\n`,
    'BODY_TOO_LARGE',
  );
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(service.sockets).toHaveLength(0);
});

test('P-36: a chunked body over the limit is a 413 and the service is cut off', async () => {
  rig.plan = { maxBodyBytes: 10 };
  service.script = () => {};
  const body = 'POST / HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n';
  const caller = connect(rig.port, '127.0.0.1', () => caller.write(body));
  let text = '';
  caller.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => (service.received[0] ?? '').includes('12345678'));
  caller.write('8\r\n12345678\r\n');
  await until(() => text.includes('BODY_TOO_LARGE'));
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  await until(() => service.closed === 1);
  expect(service.received[0]).not.toContain('0\r\n\r\n');
  caller.destroy();
});

const LAST: [name: string, answer: string, last: string][] = [
  ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'ok'],
  [
    'in chunks',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    '0\r\n\r\n',
  ],
  ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', '\r\n\r\n'],
];

test.each(LAST)(
  'D-4: an answer %s is not complete before it is on record',
  async (_name, answer, last) => {
    let record = () => {};
    rig.beforeEnd = () => new Promise((resolve) => (record = resolve));
    service.script = (socket) => socket.write(answer);
    let text = '';
    const caller = connect(rig.port, '127.0.0.1', () => caller.write(get('/')));
    caller.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await until(() => rig.seen.length === 1 && rig.seen[0]?.status !== 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(text.endsWith(last)).toBe(false);
    record();
    await until(() => text.endsWith(last));
    caller.destroy();
  },
);

test('D-4: an answer that cannot be put on record is cut off, never ended', async () => {
  rig.beforeEnd = () => Promise.reject(new Error('disk full'));
  service.script = (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n');
  const { text } = await rawCall(rig.port, get('/'));
  expect(text.endsWith('0\r\n\r\n')).toBe(false);
  expect(rig.errors).toHaveLength(1);
});

test('S003-20: method, path, query and body reach the service as they were sent', async () => {
  const body = randomBytes(20_000).toString('latin1');
  service.script = () => {};
  const head = `PROPFIND /a%20b/c?q=%2F&q=2 HTTP/1.1\r\nHost: g\r\nX-CaSe: Kept\r\nContent-Length: ${body.length}\r\n\r\n`;
  void rawCall(rig.port, head + body, 'never');
  await until(() => (service.received[0] ?? '').endsWith(body));
  const [seen = ''] = service.received;
  expect(seen).toMatch(/^PROPFIND \/a%20b\/c\?q=%2F&q=2 HTTP\/1\.1\r\n/);
  expect(seen).toContain('\r\nX-CaSe: Kept\r\n');
  expect(seen).toContain(`\r\nContent-Length: ${body.length}\r\n`);
});

test('S003-14: a caller that says "Expect: 100-continue" is told to go on once the service is connected', async () => {
  service.script = () => {};
  const ask = request({
    port: rig.port,
    method: 'POST',
    headers: { expect: '100-continue', 'content-length': 2 },
  });
  let hasContinued = false;
  ask.on('continue', () => {
    hasContinued = true;
    ask.end('hi');
  });
  ask.on('error', () => {});
  ask.flushHeaders();
  await until(() => (service.received[0] ?? '').endsWith('\r\n\r\nhi'));
  expect(hasContinued).toBe(true);
  expect(service.received[0]).not.toMatch(/expect/i);
  ask.destroy();
});
