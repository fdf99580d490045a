import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';
import { createTyping } from '../support/typed-command';

let llm: FakeLlm;
let gateway: TestGateway;
let type: ReturnType<typeof createTyping>;

beforeAll(async () => {
  llm = await startFakeLlm();
  gateway = await startGateway();
  type = createTyping(gateway);
  const targets = [{ url: llm.url }];
  await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets });
});
afterAll(async () => {
  await gateway.stop();
  await llm.stop();
});

const GONE = 'http://127.0.0.1:1';
const Down = z.object({ servicesDown: z.array(z.unknown()) });
const downNow = async () =>
  Down.parse(JSON.parse((await type('status', '--json')).out)).servicesDown;

/** A service at an address where nothing listens; its id. */
async function addPainter(): Promise<string> {
  const targets = [{ url: GONE }];
  const { service } = await gateway.api.services.create({
    name: 'Painter',
    kind: 'a1111',
    targets,
  });
  return service.id;
}

test('latchkey status names each service that is down, since when, what is wrong and what to do', async () => {
  const id = await addPainter();
  expect(await downNow()).toEqual([]);
  expect((await type('status')).out).toMatch(/Services +2\n/);
  await gateway.api.services.test({ id });

  const { code, out, err } = await type('status');
  expect(code).toBe(0);
  expect(out).toMatch(/Services +2, of which 1 without an answer\n/);
  expect(err).toMatch(
    /^Problem: "Painter" \(http:\/\/127\.0\.0\.1:1\) does not answer since \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d: Nothing is running at this address\./m,
  );
  expect(err).toContain('Start the program on its computer.');
  expect(err).toContain(`latchkey services test ${id}`);
  const { changes } = await gateway.api.services.history({ id });
  expect(await downNow()).toMatchObject([
    { id, name: 'Painter', addresses: [GONE], since: changes.at(-1)?.at, code: 'refused' },
  ]);
  await gateway.api.services.update({ id, paused: true });
  expect(await downNow()).toEqual([]);
  await gateway.api.services.remove({ id });
});

test('it asks again, so that a service that is back is not called down', async () => {
  const program = createServer((_req, res) => res.end('here'));
  const listen = (port: number) =>
    new Promise<void>((done) => program.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = program.address() as AddressInfo;
  await new Promise((done) => program.close(done));
  const targets = [{ url: `http://127.0.0.1:${port}` }];
  const { service } = await gateway.api.services.create({ name: 'Api', kind: 'http', targets });
  await gateway.api.services.test({ id: service.id });
  expect(await downNow()).toMatchObject([{ name: 'Api', code: 'refused' }]);
  await listen(port);
  try {
    expect(await downNow()).toEqual([]);
  } finally {
    program.closeAllConnections();
    program.close();
  }
});

test('a service that was down is named after a restart too, without anybody asking', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-test-'));
  const first = await startGateway({ dataDir });
  const targets = [{ url: GONE }];
  const { service } = await first.api.services.create({ name: 'Gone', kind: 'a1111', targets });
  await first.api.services.test({ id: service.id });
  await first.stop();
  const again = await startGateway({ dataDir });
  try {
    const status = createTyping(again);
    const down = async () => Down.parse(JSON.parse((await status('status', '--json')).out));
    await expect.poll(down, { timeout: 5000 }).toMatchObject({ servicesDown: [{ name: 'Gone' }] });
  } finally {
    await again.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
