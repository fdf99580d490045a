import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

let dataDir: string;
let gateway: TestGateway;
const start = async () => {
  gateway = await startGateway({ throttleLoopback: true, dataDir });
};
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-guesses-'));
  await start();
});
afterEach(async () => {
  await gateway.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const ask = (bearer: string) =>
  fetch(`${gateway.adminUrl}/admin/v1/keys.list`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: '{}',
  });
const refused = async () =>
  (await gateway.api.audit.search({ event: 'UNAUTHORIZED', limit: 200 })).entries;
const alerts = async () => (await gateway.api.audit.threats({})).threats;

test('T-02: a flood of guesses at the admin secret washes nothing off the record, and the alert counts them all', async () => {
  for (let n = 0; n < 100; n++) await (await ask(`wrong-secret-${n}`)).text();
  expect(await refused()).toHaveLength(60);
  expect(await alerts()).toMatchObject([{ kind: 'failed_attempts', count: 100 }]);
  await gateway.stop();
  await start();
  const [last, ...lines] = await refused();
  expect(last).toMatchObject({ path: '/admin/v1/keys.list', change: { more: 40 } });
  expect(lines).toHaveLength(60);
});
