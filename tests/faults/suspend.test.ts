import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../support/headless';

let dataDir: string;
let gateway: Headless | undefined;
let upstream: Server;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-suspend-'));
  upstream = createServer((_req, res) => res.end('{}')).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
});
afterEach(async () => {
  gateway?.child.kill('SIGCONT');
  await gateway?.kill('SIGKILL');
  upstream.closeAllConnections();
  upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

test.skipIf(process.platform === 'win32')(
  'F-28: a gateway that was put to sleep wakes up without a burst and without negative durations',
  async () => {
    gateway = await startHeadless(dataDir);
    const { api, child, publicUrl } = gateway;
    const { port } = upstream.address() as AddressInfo;
    const targets = [{ url: `http://127.0.0.1:${port}` }];
    await api.services.create({ name: 'Plain', kind: 'http', targets });
    const { secret } = await api.keys.create({ name: 'Phone', services: '*' });
    const call = async () => {
      const headers = { authorization: `Bearer ${secret}` };
      return (await fetch(`${publicUrl}/proxy/1/x`, { method: 'POST', headers })).status;
    };
    const startedMs = performance.now();
    const burst = async (times: number) => {
      const found: number[] = [];
      for (let n = 0; n < times; n++) found.push(await call());
      return found.filter((status) => status === 200).length;
    };
    const before = await burst(12);
    expect(before).toBe(10);
    child.kill('SIGSTOP');
    const waiting = call();
    // Only a real process can be put to sleep, so this second is a real one.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill('SIGCONT');
    const after = [(await waiting) === 200 ? 1 : 0, await burst(12)];
    const seconds = (performance.now() - startedMs) / 1000;
    // One more flows in every six seconds, however the time went by.
    expect(before + after[0]! + after[1]!).toBeLessThanOrEqual(10 + Math.floor(seconds / 6));
    const { entries } = await api.audit.search({ limit: 100 });
    expect(entries.filter(({ milliseconds }) => milliseconds < 0)).toEqual([]);
    expect((await api.audit.verify({})).intact).toBe(true);
  },
  30_000,
);
