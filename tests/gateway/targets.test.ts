import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

interface Upstream {
  readonly name: string;
  readonly url: string;
  readonly asked: string[];
  /** What it answers with. */
  status: number;
  stop(): void;
}

const running: Server[] = [];

async function startUpstream(name: string): Promise<Upstream> {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      asked.push(`${req.method} ${req.url} ${body}`);
      res.setHeader('x-powered', 'theirs');
      res.statusCode = upstream.status;
      res.end(JSON.stringify({ name, headers: req.headers, body }));
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  const upstream: Upstream = { name, url: `http://127.0.0.1:${port}`, asked, status: 200, stop };
  return upstream;
}

let gateway: TestGateway;
let secret: string;
let clockMs = 0;
beforeEach(async () => {
  clockMs = 1000;
  gateway = await startGateway({ monotonicMs: () => clockMs });
  const made = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 100_000,
  });
  secret = made.secret;
});
afterEach(async () => {
  await gateway.stop();
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${gateway.publicUrl}${path}`, {
    ...init,
    headers: { 'x-api-key': secret, ...init.headers },
  });
const whoAnswers = async (path: string, init?: RequestInit) =>
  ((await (await ask(path, init)).json()) as { name: string }).name;

describe('several targets', () => {
  test('S003-75, S003-61: one of two targets goes under load, and no caller of a repeatable call notices', async () => {
    const [a, b] = await Promise.all([startUpstream('a'), startUpstream('b')]);
    const targets = [{ url: a.url }, { url: b.url }];
    await gateway.api.services.create({ name: 'api', targets, balance: 'weighted' });
    const worker = async (at: number) => {
      const statuses: number[] = [];
      for (let n = 0; n < 20; n++) {
        const answer = await ask(`/proxy/1/x?${at}`);
        statuses.push(answer.status);
        await answer.arrayBuffer();
        if (at === 0 && n === 7) a.stop();
      }
      return statuses;
    };
    const statuses = (await Promise.all(Array.from({ length: 12 }, (_, at) => worker(at)))).flat();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(a.asked.length).toBeGreaterThan(0);
    expect(b.asked.length).toBeGreaterThan(120);
    const [service] = (await gateway.api.services.list({})).services;
    expect(service?.targets.map(({ health }) => health)).toEqual(['down', 'up']);
    expect(service?.health).toBe('up');
  });

  test('a call that changes something goes to another target only when the first cannot have seen it', async () => {
    const [dead, alive] = await Promise.all([startUpstream('dead'), startUpstream('alive')]);
    dead.stop();
    const targets = [{ url: dead.url, weight: 100 }, { url: alive.url }];
    await gateway.api.services.create({ name: 'api', targets, balance: 'weighted' });
    const answer = await ask('/proxy/1/x', { method: 'POST', body: 'once' });
    expect(await answer.json()).toMatchObject({ name: 'alive', body: 'once' });
    expect(alive.asked).toEqual(['POST /x once']);
  });

  test('X11: a service that is left alone says 503 and when to come again', async () => {
    const [a, b] = await Promise.all([startUpstream('a'), startUpstream('b')]);
    for (const one of [a, b]) one.stop();
    const targets = [{ url: a.url }, { url: b.url }];
    const resilience = { failures: 1, openSeconds: 20 };
    await gateway.api.services.create({ name: 'api', targets, resilience });
    expect((await ask('/proxy/1/x')).status).toBe(502);
    clockMs += 5000;
    const refused = await ask('/proxy/1/x');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '15']);
  });

  test('X11: a service that says it is busy is not left alone: its own answer goes through every time', async () => {
    const busy = await startUpstream('busy');
    busy.status = 503;
    const resilience = { failures: 1, openSeconds: 20 };
    await gateway.api.services.create({ name: 'api', targets: [{ url: busy.url }], resilience });
    expect([await whoAnswers('/proxy/1/x'), await whoAnswers('/proxy/1/x')]).toEqual([
      'busy',
      'busy',
    ]);
    const [service] = (await gateway.api.services.list({})).services;
    expect(service?.health).toBe('up');
  });

  test('S003-61: a 503 of one target is passed over for a call that may be repeated, and for no other', async () => {
    const [busy, free] = await Promise.all([startUpstream('busy'), startUpstream('free')]);
    busy.status = 503;
    const targets = [{ url: busy.url, weight: 100 }, { url: free.url }];
    await gateway.api.services.create({ name: 'api', targets, balance: 'weighted' });
    const post = await ask('/proxy/1/x', { method: 'POST', body: 'once' });
    expect([post.status, await post.json()]).toMatchObject([503, { name: 'busy', body: 'once' }]);
    const got = await ask('/proxy/1/y');
    expect([got.status, await got.json()]).toMatchObject([200, { name: 'free' }]);
    expect([busy.asked, free.asked]).toEqual([['POST /x once', 'GET /y '], ['GET /y ']]);
  });

  test('S003-61: when every target says so, the last answer is the caller’s', async () => {
    const both = await Promise.all([startUpstream('a'), startUpstream('b')]);
    for (const one of both) one.status = 502;
    const targets = both.map(({ url }) => ({ url }));
    const resilience = { failures: 1, openSeconds: 20 };
    await gateway.api.services.create({ name: 'api', targets, resilience });
    for (const round of [1, 2]) {
      const answer = await ask('/proxy/1/x');
      expect([answer.status, (await answer.json()) as object]).toMatchObject([
        502,
        { headers: {} },
      ]);
      expect(both.map(({ asked }) => asked.length)).toEqual([round, round]);
    }
  });

  test('S003-61: a target is known to be back when its answer begins, not when it ends', async () => {
    const endless = createServer((_req, res) => res.writeHead(200).write('so far'));
    running.push(endless);
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    await gateway.api.services.create({ name: 'api', targets: [{ url }] });
    const answer = await ask('/proxy/1/x');
    const [service] = (await gateway.api.services.list({})).services;
    expect([answer.status, service?.health]).toEqual([200, 'up']);
    await answer.body?.cancel();
  });

  test('S003-73: a path goes to the target that the owner chose for it, rewritten', async () => {
    const [one, two] = await Promise.all([startUpstream('one'), startUpstream('two')]);
    await gateway.api.services.create({
      name: 'api',
      targets: [{ url: one.url }, { url: two.url }],
      rules: {
        rewrites: [{ from: '/api/v2', to: '/v2' }],
        routes: [
          { path: '/v2/*', targets: [1] },
          { path: '/*', targets: [0] },
        ],
      },
    });
    expect([await whoAnswers('/proxy/1/api/v2/x'), await whoAnswers('/proxy/1/api/v1/x')]).toEqual([
      'two',
      'one',
    ]);
    expect(two.asked).toEqual(['GET /v2/x ']);
  });
});

describe('rules of a service', () => {
  test('S003-60, S003-72, S003-71: headers are added and taken away, both ways', async () => {
    const upstream = await startUpstream('api');
    await gateway.api.services.create({
      name: 'api',
      targets: [{ url: upstream.url }],
      rules: {
        requestHeaders: [
          { name: 'x-team', value: 'home' },
          { name: 'user-agent', value: null },
        ],
        responseHeaders: [
          { name: 'x-powered', value: null },
          { name: 'x-served-by', value: 'latchkey' },
        ],
      },
    });
    const answer = await ask('/proxy/1/x');
    const { headers } = (await answer.json()) as { headers: Record<string, string> };
    expect([headers['x-team'], headers['user-agent']]).toEqual(['home', undefined]);
    expect([answer.headers.get('x-powered'), answer.headers.get('x-served-by')]).toEqual([
      null,
      'latchkey',
    ]);
  });

  test('X12: every method is passed on, unless the owner names those that are', async () => {
    const upstream = await startUpstream('api');
    await gateway.api.services.create({ name: 'api', targets: [{ url: upstream.url }] });
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect((await ask('/proxy/1/x', { method })).status).toBe(200);
    }
    await gateway.api.services.update({ id: '1', rules: { methods: ['GET', 'POST'] } });
    const refused = await ask('/proxy/1/x', { method: 'DELETE' });
    expect([refused.status, (await ask('/proxy/1/x')).status]).toEqual([405, 200]);
    expect(upstream.asked.filter((one) => one.startsWith('DELETE'))).toHaveLength(1);
  });

  test('P-28: a rewritten path cannot reach what is closed', async () => {
    const upstream = await startUpstream('ollama');
    const rules = { rewrites: [{ from: '/innocent', to: '/api/delete' }] };
    const targets = [{ url: upstream.url }];
    await gateway.api.services.create({ name: 'llm', kind: 'ollama', targets, rules });
    expect((await ask('/proxy/1/innocent', { method: 'DELETE' })).status).toBe(403);
    expect(upstream.asked).toEqual([]);
  });

  test('S003-88: a GraphQL call goes through as it is, and the record names its operation', async () => {
    const upstream = await startUpstream('api');
    await gateway.api.services.create({ name: 'api', targets: [{ url: upstream.url }] });
    const body = JSON.stringify({ query: 'mutation AddBook { add }', variables: { secret: 1 } });
    const headers = { 'content-type': 'application/json' };
    await (await ask('/proxy/1/graphql', { method: 'POST', headers, body })).text();
    expect(upstream.asked).toEqual([`POST /graphql ${body}`]);
    await vi.waitFor(async () => {
      const [entry] = (await gateway.api.audit.search({ limit: 1 })).entries;
      expect(entry).toMatchObject({ path: '/proxy/1/graphql', graphql: 'mutation AddBook' });
    }, 20_000);
  });
});
