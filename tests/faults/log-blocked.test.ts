import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../gateway/log';
import { startGateway, type TestGateway } from '../support/start-gateway';

const upstream = createServer((_req, res) => res.end('{}'));
let dataDir = '';
let warnings: string[] = [];
let gateway: TestGateway;

beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(async () => {
  warnings = [];
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-logs-'));
  await mkdir(path.join(dataDir, 'logs'));
});
afterEach(async () => {
  await gateway.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function prepare() {
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
  gateway = await startGateway({ dataDir, log });
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.settings.update({
    accessLog: true,
    auditMaxBytes: 65_536,
    auditKeepFiles: 2,
  });
  await gateway.api.services.create({ name: 'up', kind: 'http', targets: [{ url }] });
  const { secret } = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 100_000,
  });
  return secret;
}
const call = async (key: string) => {
  const answer = await fetch(`${gateway.publicUrl}/proxy/up/${'x'.repeat(500)}`, {
    headers: { 'x-api-key': key },
  });
  await answer.arrayBuffer();
  return answer.status;
};

test.skipIf(process.platform === 'win32')(
  'F-29, S004-31: an access log that is a pipe which nobody reads holds no call up and is told of once',
  async () => {
    execFileSync('mkfifo', [path.join(dataDir, 'logs', 'api_access.log')]);
    const key = await prepare();
    for (let n = 0; n < 20; n++) expect(await call(key)).toBe(200);
    await vi.waitFor(() => expect(warnings).toHaveLength(1), 20_000);
  },
);

test('F-29: an access log that is written to without end stays within its size', async () => {
  const key = await prepare();
  for (let round = 0; round < 30; round++) {
    await Promise.all(Array.from({ length: 20 }, () => call(key)));
  }
  const folder = path.join(dataDir, 'logs');
  await vi.waitFor(async () => {
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['api_access.log', 'api_access.log.1', 'api_access.log.2']);
    for (const name of names) {
      expect((await stat(path.join(folder, name))).size).toBeLessThanOrEqual(65_536);
    }
  }, 20_000);
  expect(warnings).toEqual([]);
});
