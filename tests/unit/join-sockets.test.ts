import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JoinedSockets } from '../../gateway/pipeline/join-sockets';

let server: Server;
const open: Socket[] = [];
beforeEach(async () => {
  server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  server.close();
});

/** Both ends of one connection; neither closes because the other has. */
async function pair(): Promise<[Socket, Socket]> {
  const { port } = server.address() as AddressInfo;
  const taken = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const near = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const far = await taken;
  for (const socket of [near, far]) open.push(socket.on('error', () => {}));
  return [near, far];
}

const rules = {
  maxMessageBytes: 1000,
  idleMs: 1e9,
  mayGoOn: () => true,
  monotonicMs: () => 0,
  graceMs: 10,
};

/** A caller and a service that does not answer, with the tunnel between them. */
async function tunnel() {
  const [caller, client] = await pair();
  const [upstream, service] = await pair();
  const joined = new JoinedSockets(client, upstream, rules);
  joined.start(Buffer.alloc(0), Buffer.alloc(0));
  return { caller, service, joined, client, upstream };
}

test.each(['end', 'destroy', 'resetAndDestroy'] as const)(
  'T-13: a caller who leaves (%s) ends the tunnel, though the service says nothing',
  async (leave) => {
    const { caller, joined, client, upstream } = await tunnel();
    caller[leave]();
    await joined.ended;
    await expect.poll(() => [client.destroyed, upstream.destroyed]).toEqual([true, true]);
  },
);

test('T-13: a service that ends ends the tunnel, though the caller stays', async () => {
  const { service, joined, client, upstream } = await tunnel();
  service.end();
  await joined.ended;
  await expect.poll(() => [client.destroyed, upstream.destroyed]).toEqual([true, true]);
});

test('what the service says to a caller who has said the last still arrives', async () => {
  const { caller, service, joined } = await tunnel();
  service.once('end', () => service.end('bye'));
  let heard = '';
  caller.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  caller.end();
  await joined.ended;
  await expect.poll(() => heard).toBe('bye');
});
