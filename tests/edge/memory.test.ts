import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type RequestListener } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../support/headless';
import { canMeasure, peakGrowth } from '../support/resident';

const MIB = 1024 * 1024;
const TOTAL_MIB = 256;
/** The process takes room for buffers once and keeps it, however long a body is. */
const WARM_MIB = 64;

let headless: Headless;
let dataDir = '';
let port = 0;
let secret = '';
let base = '';
let answer: RequestListener = (_req, res) => res.end('{}');
const service = createServer((req, res) => answer(req, res));
const block = randomBytes(MIB);

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-memory-'));
  headless = await startHeadless(dataDir);
  port = Number(new URL(headless.publicUrl).port);
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const made = await headless.api.services.create({
    name: 'large',
    kind: 'http',
    targets: [{ url }],
    maxBodyBytes: 1024 * MIB,
    timeouts: { totalMs: null, idleMs: 60_000 },
  });
  base = `/proxy/${made.service.id}`;
  const limits = { rate_limit_requests: 1_000_000 };
  ({ secret } = await headless.api.keys.create({ name: 'large', services: '*', ...limits }));
  // What every first call costs is not what is measured.
  for (let times = 0; times < 200; times++) expect(await statusOf('127.0.0.1')).toBe(200);
  answer = (req, res) => void req.resume().once('end', () => res.end('{}'));
  await upload(WARM_MIB);
});
afterAll(async () => {
  await headless.kill('SIGKILL');
  service.closeAllConnections();
  service.close();
  await rm(dataDir, { recursive: true, force: true });
});

const growth = (work: () => Promise<void>) => peakGrowth(headless.child.pid ?? 0, work);

/** The status of one small call from an address of this computer. */
const statusOf = (localAddress: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'x-api-key': secret };
    const options = {
      port,
      host: '127.0.0.1',
      path: `${base}/x`,
      headers,
      localAddress,
      agent: false,
    };
    const asked = request(options, (res) => {
      res.resume().once('end', () => resolve(res.statusCode ?? 0));
    });
    asked.once('error', reject).end();
  });

const opened = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {}).resume();
    socket.once('connect', () => resolve(socket)).once('close', () => resolve(socket));
  });

/** Writes so many blocks as fast as they are taken. */
function pour(into: NodeJS.WritableStream, blocks: number): void {
  let left = blocks;
  const more = () => {
    while (left > 0) {
      left--;
      if (!into.write(block)) return void into.once('drain', more);
    }
    into.end();
  };
  more();
}

/** Resolves when an upload of so many MiB was answered. */
const upload = (mib: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { 'x-api-key': secret, 'content-length': mib * MIB };
    const asked = request({ port, method: 'POST', path: `${base}/x`, headers });
    asked.once('response', (res) => res.resume().once('end', resolve)).once('error', reject);
    pour(asked, mib);
  });

describe.skipIf(!canMeasure)('the memory of the gateway alone', () => {
  test('P-37: an upload of 256 MiB to a slow service takes at most 64 MiB and arrives byte for byte', async () => {
    let received = 0;
    let isSame = true;
    answer = (req, res) => {
      req.on('data', (chunk: Buffer) => {
        for (let at = 0; at < chunk.length; at++) {
          const from = (received + at) % MIB;
          const part = Math.min(MIB - from, chunk.length - at);
          isSame &&= chunk.compare(block, from, from + part, at, at + part) === 0;
          at += part - 1;
        }
        received += chunk.length;
        req.pause();
        setImmediate(() => req.resume());
      });
      req.once('end', () => res.end('{}'));
    };
    const grown = await growth(() => upload(TOTAL_MIB));
    expect([received, isSame]).toEqual([TOTAL_MIB * MIB, true]);
    expect(grown).toBeLessThan(64 * MIB);
  });

  test('P-38: an answer of 256 MiB to a caller that does not read takes at most 32 MiB', async () => {
    let sent: Socket | undefined;
    answer = (_req, res) => {
      sent = res.socket ?? undefined;
      res.writeHead(200, { 'content-length': TOTAL_MIB * MIB });
      pour(res, TOTAL_MIB);
    };
    const caller = connect({ port, host: '127.0.0.1' });
    caller.on('error', () => {}).pause();
    const grown = await growth(async () => {
      caller.write(`GET ${base}/x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${secret}\r\n\r\n`);
      let last = -1;
      // Until nothing more is taken: every buffer on the way is full.
      await expect.poll(() => sent?.bytesWritten).toBeGreaterThan(0);
      while (last !== sent?.bytesWritten) {
        last = sent?.bytesWritten ?? -1;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    });
    expect(sent?.bytesWritten).toBeLessThan(64 * MIB);
    expect(grown).toBeLessThan(32 * MIB);
    caller.destroy();
    answer = (_req, res) => res.end('{}');
  });

  test('P-66: a thousand idle connections from one address cost little and keep no other address out', async () => {
    let idle: Socket[] = [];
    const grown = await growth(async () => {
      idle = await Promise.all(Array.from({ length: 1_000 }, opened));
      expect(await statusOf('127.0.0.2')).toBe(200);
    });
    expect(grown).toBeLessThan(48 * MIB);
    await expect.poll(() => idle.filter(({ destroyed }) => destroyed).length).toBeGreaterThan(400);
    for (const socket of idle) socket.destroy();
    await expect.poll(() => statusOf('127.0.0.1').catch(() => 0)).toBe(200);
  });

  test('P-67: empty lines without end and heads without end are not kept', async () => {
    const lines = '\r\n'.repeat(32_768);
    const grown = await growth(async () => {
      const sockets = await Promise.all(Array.from({ length: 200 }, opened));
      for (const [at, socket] of sockets.entries()) {
        socket.write(
          at % 2
            ? lines
            : `GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n${'X-A: b\r\n'.repeat(1_500)}`,
        );
        socket.write(at % 2 ? lines : 'X-'.repeat(30_000));
      }
      await expect
        .poll(() => sockets.filter(({ closed }) => !closed).length, { timeout: 20_000 })
        .toBe(0);
    });
    expect(grown).toBeLessThan(48 * MIB);
    expect(await statusOf('127.0.0.1')).toBe(200);
  });
});
