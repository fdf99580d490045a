import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../support/headless';

/** `npm run faults:long` asks for more. */
const ROUNDS = Number(process.env['LATCHKEY_KILL_ROUNDS'] ?? 20);
const CALLERS = 32;

const upstream = createServer((req, res) => {
  req.resume();
  res.setHeader('content-type', 'application/json');
  res.end(`{"answer":"${'x'.repeat(64)}"}`);
});
let dataDir = '';

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-kill-'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  upstream.close();
  upstream.closeAllConnections();
  await rm(dataDir, { recursive: true, force: true });
});

interface Acknowledged {
  readonly requestId: string;
  readonly bytes: number;
}

/** One whole answer, or nothing when it was cut. */
function callOnce(url: string, secret: string, agent: Agent): Promise<Acknowledged | undefined> {
  return new Promise((resolve) => {
    const asked = request(url, { agent, headers: { 'x-api-key': secret } }, (res) => {
      let bytes = 0;
      res.on('data', (chunk: Buffer) => (bytes += chunk.length));
      res.on('end', () => {
        const requestId = String(res.headers['x-request-id']);
        resolve(res.complete && res.statusCode === 200 ? { requestId, bytes } : undefined);
      });
      res.on('error', () => resolve(undefined));
    });
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

/** Calls as fast as it goes until the gateway dies; returns what was acknowledged. */
async function loadUntilDead(gateway: Headless, secret: string, killAt: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const acknowledged: Acknowledged[] = [];
  let dying: Promise<unknown> | undefined;
  const caller = async () => {
    while (!dying) {
      const done = await callOnce(`${gateway.publicUrl}/proxy/1/x`, secret, agent);
      if (done) acknowledged.push(done);
      if (acknowledged.length >= killAt) dying ??= gateway.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await dying;
  agent.destroy();
  return acknowledged;
}

const readLedger = (): { rows: Map<string, { outcome: string; bytes: number }>; check: string } => {
  const db = new DatabaseSync(path.join(dataDir, 'ledger.db'));
  try {
    const rows = db.prepare('SELECT request_id, outcome, bytes_out FROM calls').all();
    const check = String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check']);
    const toEntry = (row: Record<string, unknown>) =>
      [
        String(row['request_id']),
        { outcome: String(row['outcome']), bytes: Number(row['bytes_out']) },
      ] as const;
    return { rows: new Map(rows.map(toEntry)), check };
  } finally {
    db.close();
  }
};

test(
  `F-01: after ${ROUNDS} times kill -9 under load every acknowledged call is on record, and it is back within 2 s`,
  async () => {
    let gateway = await startHeadless(dataDir);
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    await gateway.api.services.create({ name: 'load', kind: 'http', targets: [{ url }] });
    const limit = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 1 };
    const { secret } = await gateway.api.keys.create({ name: 'load', services: '*', ...limit });
    const all: Acknowledged[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // A different moment each round: early, in the middle of batches, and late.
      all.push(...(await loadUntilDead(gateway, secret, 50 + round * 37)));
      gateway = await startHeadless(dataDir);
      expect(gateway.readyMs).toBeLessThan(2_000);
    }
    await gateway.kill('SIGTERM');

    const { rows, check } = readLedger();
    const lost = all.filter(({ requestId }) => rows.get(requestId)?.outcome !== 'succeeded');
    const wrong = all.filter(({ requestId, bytes }) => rows.get(requestId)?.bytes !== bytes);
    expect(check).toBe('ok');
    expect(all.length).toBeGreaterThan(ROUNDS * 50);
    expect(lost).toEqual([]);
    expect(wrong).toEqual([]);
  },
  ROUNDS * 6_000,
);
