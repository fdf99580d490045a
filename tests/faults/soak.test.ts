import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless } from '../support/headless';

/** `npm run faults:long` says how many. */
const MINUTES = Number(process.env['LATCHKEY_SOAK_MINUTES'] ?? 0);
const CALLERS = 16;
const LOOKS = 60;
const MB = 1_048_576;

const upstream = createServer((req, res) => {
  req.resume();
  res.setHeader('content-type', 'application/json');
  // Half of the answers in pieces, as a model sends them.
  if (req.url?.endsWith('/whole')) return void res.end(`{"answer":"${'x'.repeat(2000)}"}`);
  for (let piece = 0; piece < 20; piece++) res.write(`{"piece":${piece}}\n`);
  res.end();
});
beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});

/** Memory in use and open files of a process. */
async function lookAt(pid: number): Promise<{ rssMb: number; files: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const rssKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
  return { rssMb: rssKb / 1024, files: (await readdir(`/proc/${pid}/fd`)).length };
}

const middleOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Calls one after the other; every seventh caller leaves in the middle. Returns how many were answered whole. */
async function callUntil(isOver: () => boolean, url: string, secret: string, agent: Agent) {
  let whole = 0;
  for (let count = 0; !isOver(); count++) {
    const isLeaving = count % 7 === 6;
    await new Promise<void>((resolve) => {
      const place = `${url}/${count % 2 === 0 ? 'whole' : 'pieces'}`;
      const headers = { 'x-api-key': secret };
      const asked = request(place, { agent, method: 'POST', headers }, (res) => {
        res.on('end', () => void (whole += res.complete && res.statusCode === 200 ? 1 : 0));
        res.once('data', () => isLeaving && asked.destroy());
        res.on('error', () => {}).resume();
      });
      asked.on('error', () => {}).once('close', resolve);
      asked.end(`{"prompt":"${'y'.repeat(count % 50 === 0 ? MB : 200)}"}`);
    });
  }
  return whole;
}

test(
  `D-20: after ${MINUTES} minutes of calls it needs no more memory or open files than at first`,
  async ({ skip }) => {
    skip(MINUTES === 0, 'only "npm run faults:long" has the time');
    skip(process.platform !== 'linux', 'memory and open files are read from /proc');
    const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-soak-'));
    const gateway = await startHeadless(dataDir);
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    await gateway.api.services.create({ name: 'up', kind: 'http', targets: [{ url }] });
    const rate = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 1 };
    const { secret } = await gateway.api.keys.create({ name: 'load', services: '*', ...rate });
    const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
    let isOver = false;
    const callers = Array.from({ length: CALLERS }, () =>
      callUntil(() => isOver, `${gateway.publicUrl}/proxy/up`, secret, agent),
    );
    const looks: { rssMb: number; files: number }[] = [];
    for (let look = 0; look < LOOKS; look++) {
      await pause((MINUTES * 60_000) / LOOKS);
      looks.push(await lookAt(gateway.child.pid ?? 0));
    }
    isOver = true;
    const answered = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
    agent.destroy();
    await gateway.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });

    // The first fifth is warming up.
    const [early, late] = [looks.slice(LOOKS / 5, (LOOKS * 2) / 5), looks.slice((LOOKS * 4) / 5)];
    const report = {
      answered,
      rssMb: [early, late].map((part) => Math.round(middleOf(part.map(({ rssMb }) => rssMb)))),
      files: [early, late].map((part) => middleOf(part.map(({ files }) => files))),
    };
    const place = process.env['LATCHKEY_SOAK_REPORT'];
    if (place) await writeFile(place, JSON.stringify(report));
    const [rssBefore = 0, rssAfter = 0] = report.rssMb;
    const [filesBefore = 0, filesAfter = 0] = report.files;
    expect(answered).toBeGreaterThan(MINUTES * 1_000);
    expect(rssAfter).toBeLessThan(rssBefore * 1.2 + 32);
    expect(filesAfter).toBeLessThanOrEqual(filesBefore + 8);
  },
  MINUTES * 60_000 + 60_000,
);
