import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw, toRequest } from '../support/raw-client';
import { startGateway, type TestGateway } from '../support/start-gateway';

const LISTEN = `
const server = require('node:net').createServer(() => {});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;
const CONNECT_MS = 2_000;

let child: ChildProcess;
let gateway: TestGateway;
let port = 0;
const waiting: Socket[] = [];

/** Connects until the system takes no more: the program behind is stopped and accepts nobody. */
async function fillBacklog(): Promise<boolean> {
  for (let tries = 0; tries < 16; tries++) {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    waiting.push(socket);
    const isTaken = once(socket, 'connect').then(() => true);
    const isLate = new Promise<false>((resolve) => setTimeout(() => resolve(false), 300));
    if (!(await Promise.race([isTaken, isLate]))) return true;
  }
  return false;
}

beforeAll(async () => {
  gateway = await startGateway();
  child = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  port = Number(line.toString());
  child.kill('SIGSTOP');
});
afterAll(async () => {
  for (const socket of waiting) socket.destroy();
  child.kill('SIGKILL');
  await gateway.stop();
});

test.skipIf(process.platform !== 'linux')(
  'P-43, S003-24: a service whose backlog is full is a 504 when the time to connect is over',
  async () => {
    expect(await fillBacklog()).toBe(true);
    const { service } = await gateway.api.services.create({
      name: 'full',
      kind: 'http',
      targets: [{ url: `http://127.0.0.1:${port}` }],
      timeouts: { connectMs: CONNECT_MS },
    });
    const { secret } = await gateway.api.keys.create({ name: 'k', services: '*' });
    const startedMs = performance.now();
    const bytes = toRequest(`GET /proxy/${service.id}/x`, [`X-API-Key: ${secret}`]);
    const { first } = await sendRaw(gateway.publicPort, bytes);
    expect(first.status).toBe(504);
    expect(first.json()).toMatchObject({ error: { code: 'UPSTREAM_TIMEOUT' } });
    expect(Math.abs(performance.now() - startedMs - CONNECT_MS)).toBeLessThan(500);
  },
);

test('P-43: a service is given ten seconds to connect unless the owner says otherwise', async () => {
  const { service } = await gateway.api.services.create({
    name: 'plain',
    kind: 'http',
    targets: [{ url: 'http://127.0.0.1:9' }],
  });
  expect(service.timeouts.connectMs).toBe(10_000);
});
