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

const ping = (bytes: number) =>
  Buffer.concat([Buffer.from([0x89, 126, bytes >> 8, bytes & 0xff]), Buffer.alloc(bytes)]);
/** What arrives until the other side is done. */
async function heardBy(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  return Buffer.concat(chunks);
}

test.each(['caller', 'service'] as const)(
  'P-60: a ping above 125 bytes of the %s goes no further: the caller is told 1002',
  async (who) => {
    const both = await tunnel();
    const [heard, reached] = [heardBy(both.caller), heardBy(both.service)];
    both[who].write(ping(126));
    const last = await heard;
    expect([last[0], last.readUInt16BE(2)]).toEqual([0x88, 1002]);
    both.caller.end();
    expect(await reached).toHaveLength(0);
    await both.joined.ended;
  },
);

test('P-60: a slow reader slows the writer down, and gets everything', async () => {
  const { caller, service, joined } = await tunnel();
  const bytes = 32 * 1024 * 1024;
  const head = Buffer.alloc(10);
  head[0] = 0x82;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(bytes), 2);
  service.write(Buffer.concat([head, Buffer.alloc(bytes)]));
  await expect.poll(() => caller.readableLength).toBeGreaterThan(0);
  let heard = 0;
  caller.on('data', (chunk: Buffer) => (heard += chunk.length));
  await expect.poll(() => heard, { timeout: 5_000 }).toBe(bytes + 10);
  caller.destroy();
  await joined.ended;
});
