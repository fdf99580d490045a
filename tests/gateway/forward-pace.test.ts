import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  get,
  listen,
  portOf,
  ScriptedService,
  startRig,
  timeouts,
  until,
  type Rig,
} from '../support/forward-rig';

const MIB = 1024 * 1024;
let service: ScriptedService;
let rig: Rig;
const extra: Server[] = [];

beforeEach(async () => {
  service = await new ScriptedService((socket) => socket.end()).start();
  rig = await startRig(service.port);
});
afterEach(async () => {
  await rig.stop();
  service.stop();
  for (const server of extra.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: Parameters<typeof createHttpServer>[1]): Promise<void> {
  const server = await listen(createHttpServer(answer));
  extra.push(server);
  const origin = new URL(`http://127.0.0.1:${portOf(server)}`);
  rig.plan = { ...rig.plan, target: { origin, basePath: '' } };
}

const STREAM =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

const rssGrowth = async (work: () => Promise<void>): Promise<number> => {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
  await work();
  clearInterval(timer);
  return peak - before;
};

test('P-38: an answer of 256 MiB to a caller that does not read takes no memory', async () => {
  const block = randomBytes(MIB);
  let sent = 0;
  await serve((_req, res) => {
    res.writeHead(200, { 'content-length': 256 * MIB });
    const more = () => {
      while (sent < 256 && !res.destroyed) {
        sent++;
        if (!res.write(block)) return void res.once('drain', more);
      }
      res.end();
    };
    more();
  });
  const caller = connect(rig.port, '127.0.0.1', () => caller.write(get('/')));
  caller.pause();
  const growth = await rssGrowth(async () => {
    let last = -1;
    while (sent !== last || sent === 0) {
      last = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
  expect(sent).toBeLessThan(64);
  expect(growth).toBeLessThan(32 * MIB);
  caller.destroy();
  await until(() => rig.results.length === 1);
});

test('P-37: an upload of 256 MiB to a slow service arrives byte for byte and takes no memory', async () => {
  const block = randomBytes(MIB);
  let received = 0;
  let differs = 0;
  await serve((req, res) => {
    req.on('data', (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += 4096) {
        if (chunk[at] !== block[(received + at) % MIB]) differs++;
      }
      received += chunk.length;
      req.pause();
      setImmediate(() => req.resume());
    });
    req.on('end', () => res.end('done'));
  });
  const growth = await rssGrowth(
    () =>
      new Promise((resolve, reject) => {
        const upload = request({
          port: rig.port,
          method: 'POST',
          headers: { 'content-length': 256 * MIB },
        });
        upload.on('response', (answer) => answer.resume().on('end', resolve)).on('error', reject);
        let sent = 0;
        const more = () => {
          while (sent < 256) {
            sent++;
            if (!upload.write(block)) return void upload.once('drain', more);
          }
          upload.end();
        };
        more();
      }),
  );
  expect(received).toBe(256 * MIB);
  expect(differs).toBe(0);
  // The sender and the receiver live in this process too.
  expect(growth).toBeLessThan(96 * MIB);
});

test('P-57: every event of a stream is passed on when it comes, byte for byte', async () => {
  const events = Array.from({ length: 8 }, (_, at) => `data: {"n":${at},"t":"hé"}\n\n`);
  let sent = 0;
  // Nothing more is sent until the caller has all that was: an event that is held back holds back the test for good.
  let sendNext = (): void => {};
  await serve((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.flushHeaders();
    sendNext = () => void (sent < events.length ? res.write(events[sent++]) : res.end());
  });
  const answer = await fetch(`http://127.0.0.1:${rig.port}/`);
  expect(sent).toBe(0);
  let text = '';
  const decoder = new TextDecoder();
  sendNext();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text === events.slice(0, sent).join('')) sendNext();
  }
  expect(text).toBe(events.join(''));
  expect(Buffer.concat(rig.seen[0]?.body ?? []).toString()).toBe(text);
});

test('fifty calls at once, with bodies, each get their own answer', async () => {
  await serve((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => res.end(`${req.method} ${req.url} ${body}`));
  });
  for (let round = 0; round < 4; round++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const init = at % 2 === 0 ? {} : { method: 'PUT', body: `body-${at}` };
        return (await fetch(`http://127.0.0.1:${rig.port}/${at}`, init)).text();
      }),
    );
    answers.forEach((text, at) =>
      expect(text).toBe(at % 2 === 0 ? `GET /${at} ` : `PUT /${at} body-${at}`),
    );
  }
  expect(rig.activeSockets()).toBeLessThanOrEqual(50);
});

test('a caller that stops reading is let go when its time is over, and so is the service', async () => {
  rig.plan = { timeouts: timeouts({ idleMs: 200 }) };
  const block = Buffer.alloc(MIB);
  service.script = (socket) => {
    socket.write(STREAM);
    const more = () => {
      if (!socket.destroyed) {
        socket.write(`${MIB.toString(16)}\r\n`);
        socket.write(block);
        socket.write('\r\n', more);
      }
    };
    more();
  };
  const caller = connect(rig.port, '127.0.0.1', () => caller.write(get('/')));
  caller.pause();
  await until(() => rig.results.length === 1);
  expect(rig.results[0]?.outcome).toBe('client_gone');
  await until(() => service.closed === 1);
  caller.destroy();
});
