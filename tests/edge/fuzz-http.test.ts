import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mutate } from '../support/mutations';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';
import { signRequest } from '../support/sign-request';
import { startGateway, type TestGateway } from '../support/start-gateway';
import { createRandom } from '../support/seeded-random';

/** `npm run fuzz:long` asks for more. */
const INPUTS = Number(process.env['LATCHKEY_FUZZ_INPUTS'] ?? 20_000);
const SEED = Number(process.env['LATCHKEY_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const PER_CONNECTION = 20;
const CONNECTIONS = 64;
const MIB = 1024 * 1024;
const PROBE = 'application/json, */*;q=0.5';

let gateway: TestGateway;
let seeds: Buffer[] = [];
let secret = '';
let base = '';
const problems: string[] = [];
const upstream = { requests: 0, broken: 0, ids: new Set<string>(), foreign: [] as string[] };

// A second reader of HTTP: what the gateway passes on must be a request for this one too.
const service = createServer((req, res) => {
  // The gateway asks new services what they are; no seed has this header.
  if (req.headers.accept === PROBE) return void res.end('{"ok":true}');
  upstream.requests++;
  const id = String(req.headers['x-request-id']);
  if (upstream.ids.has(id)) upstream.foreign.push(`twice ${id}`);
  if (!/^[0-9a-z]{12,18}$/.test(id)) upstream.foreign.push(`not ours: ${req.method} ${req.url}`);
  if (req.headers['x-api-key'] ?? req.headers.authorization) upstream.foreign.push('a key');
  upstream.ids.add(id);
  if (upstream.ids.size > 10_000) upstream.ids.clear();
  req.resume().on('end', () => res.end('{"ok":true}'));
  req.on('error', () => {}); // callers that break off are part of it
});
service.on('clientError', (error: Error & { code?: string }, socket) => {
  if (error.code?.startsWith('HPE_') && error.code !== 'HPE_INVALID_EOF_STATE') upstream.broken++;
  socket.destroy();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const log = (text: string, thrown?: unknown) => void problems.push(`${text} ${String(thrown)}`);
  gateway = await startGateway({
    edge: { keepAliveMs: 1_000 },
    log: { info: () => {}, warn: () => {}, error: log },
  });
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const { api } = gateway;
  const made = await api.services.create({ name: 'fuzzed', kind: 'http', targets: [{ url }] });
  await api.services.create({
    name: 'model',
    kind: 'openai',
    targets: [{ url }],
    sameAddress: true,
  });
  base = `/proxy/${made.service.id}`;
  const limits = { rate_limit_requests: 1_000_000 };
  ({ secret } = await api.keys.create({ name: 'fuzz', services: '*', ...limits }));
  const signing = await api.keys.create({
    name: 's',
    services: '*',
    signing: 'required',
    ...limits,
  });
  seeds = toSeeds(signing.secret);
});
afterAll(async () => {
  await gateway.stop();
  service.closeAllConnections();
  service.close();
});

function toSeeds(signer: string): Buffer[] {
  const key = `X-API-Key: ${secret}`;
  const open = 'Connection: keep-alive';
  const json = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
  const chunks = '5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Late: 1\r\n\r\n';
  const target = `${base}/signed?a=1`;
  return [
    toRequest(`GET ${base}/a/b?c=d`, [key, open, 'X-Odd: a', 'x-odd: b']),
    toRequest(`POST ${base}/x`, [`Authorization: Bearer ${secret}`, open], 'hello world'),
    toRequest(`POST ${base}/x`, [key, open, 'Transfer-Encoding: chunked'], chunks),
    toRequest('POST /v1/chat/completions', [key, open, 'Content-Type: application/json'], json),
    toRequest('POST /api/chat', [`Authorization: Basic ${btoa(`u:${secret}`)}`, open], json),
    toRequest(`GET /k/${secret}${base}/x`, [open]),
    toRequest(`HEAD ${base}/x`, [key, open]),
    toRequest(`GET http://127.0.0.1${base}/x`, [key, open]),
    toRequest('OPTIONS *', [open]),
    toRequest('GET /v1/models', [key, open]),
    toRequest('GET /me', [key, open]),
    toRequest('GET /health', [open]),
    toRequest(`PUT ${base}/x`, [key, open, 'Expect: 100-continue', 'Content-Length: 2'], 'ab'),
    toRequest(`GET ${base}/ws`, [key, 'Connection: Upgrade', 'Upgrade: websocket']),
    toRequest(
      `POST ${target}`,
      [...signRequest(signer, { method: 'POST', target, body: 'b' }), open],
      'b',
    ),
    toRequest(`GET ${base}/x`, [
      'Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.AAAA',
      open,
    ]),
  ].map((text) => Buffer.from(text, 'latin1'));
}

const STATUS = /HTTP\/1\.1 (\d{3}) /g;

/** One connection: what came back so far, and a way to wait for more. */
async function talk(next: () => Buffer | undefined): Promise<string> {
  const connection = await openRaw(gateway.publicPort);
  const received = () => connection.received.toString('latin1');
  for (let at = 0; at < PER_CONNECTION && !connection.isClosed; at++) {
    const input = next();
    if (!input) break;
    const before = received().length;
    connection.write(input);
    // What was begun and not ended has no answer; now and then the next input goes on with it.
    const hasMore = () => connection.isClosed || received().length > before;
    const isAnswered = await connection.until(hasMore, 30).then(
      () => true,
      () => false,
    );
    if (!isAnswered && at % 2 === 0) break;
  }
  connection.socket.end();
  await connection.closed(2_000).catch(() => {});
  connection.destroy();
  return received();
}

const assertAlive = async () => {
  const headers = [`X-API-Key: ${secret}`];
  expect((await sendRaw(gateway.publicPort, toRequest('GET /health'))).first.status).toBe(200);
  expect(
    (await sendRaw(gateway.publicPort, toRequest(`GET ${base}/x`, headers))).first.status,
  ).toBe(200);
};

test.each(['Upgrade: websocket', 'Upgrade: websocket\r\nContent-Length: 3'])(
  'P-58, T-07: an upgrade behind a request without its answer ends the connection, not the gateway (%s)',
  async (header) => {
    const first = toRequest(`GET ${base}/x`, [`X-API-Key: ${secret}`, 'Connection: keep-alive']);
    const second = toRequest(`GET ${base}/ws`, ['Connection: Upgrade', header]);
    const { isClosed } = await sendRaw(gateway.publicPort, [first + second]);
    expect(isClosed).toBe(true);
    await assertAlive();
  },
);

test(
  `P-08, P-26, P-32, T-07: ${INPUTS} broken requests neither stop the gateway nor get through it (seed ${SEED})`,
  async () => {
    const random = createRandom(SEED);
    const statuses = new Map<number, number>();
    let left = INPUTS;
    let warmBytes = 0;
    const next = () => {
      if (left === INPUTS >> 1) warmBytes = process.memoryUsage().rss;
      if (left-- <= 0) return undefined;
      const input = mutate(seeds, random);
      return random(8) === 0 ? Buffer.concat([input, mutate(seeds, random)]) : input;
    };
    const work = async () => {
      while (left > 0) {
        for (const [, status] of (await talk(next)).matchAll(STATUS)) {
          statuses.set(Number(status), (statuses.get(Number(status)) ?? 0) + 1);
        }
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    expect(problems).toEqual([]);
    expect([statuses.get(500), upstream.broken, upstream.foreign]).toEqual([undefined, 0, []]);
    // Not all of it ended at the door, or nothing was tried.
    const seen = JSON.stringify([...statuses]);
    expect(statuses.get(200), seen).toBeGreaterThan(INPUTS / 50);
    expect(statuses.get(400)).toBeGreaterThan(INPUTS / 50);
    expect(process.memoryUsage().rss - warmBytes).toBeLessThan(96 * MIB);
    // Idle connections to the service may stay; those of callers may not, or soon nobody gets in.
    const open = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    await expect.poll(open, { timeout: 5_000 }).toBeLessThan(CONNECTIONS);
    await assertAlive();
  },
  60_000 + INPUTS * 6,
);
