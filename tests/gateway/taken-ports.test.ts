import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const desktop = { host: 'desktop', keychain: 'found', pollMs: 50 } as const;

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

async function occupy() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => (server.listening ? close(server) : Promise.resolve()));
  return { server, port: (server.address() as AddressInfo).port };
}

async function keep(started: Promise<TestGateway>): Promise<TestGateway> {
  const gateway = await started;
  cleanups.push(() => gateway.stop());
  return gateway;
}

test('F-10: the app starts although its port is taken, says so, and serves when it is free', async () => {
  const { server, port } = await occupy();
  const { gateway } = await keep(startGateway({ ...desktop, publicPort: port }));
  const ask = async () => {
    const reply = await gateway.dispatch('status.get', {}, { via: 'ipc', ip: 'local' });
    return reply.ok ? (reply.value as { state: string; publicUrls: string[] }) : undefined;
  };
  expect(await ask()).toMatchObject({ state: 'trouble', problems: [{ code: 'port_taken' }] });
  await close(server);
  await expect
    .poll(async () => (await ask())?.publicUrls, { timeout: 5_000 })
    .toContain(`http://127.0.0.1:${port}`);
});

test('the panel of the app takes another port when its own is taken', async () => {
  const { port } = await occupy();
  const { adminPort } = await keep(startGateway({ ...desktop, adminPort: port }));
  expect(adminPort).not.toBe(port);
});

test('without a window a taken port ends the start with what to type, and shows no secret', async () => {
  const { port } = await occupy();
  const secrets: string[] = [];
  const options = { adminSecret: undefined, keepSecret: (text: string) => secrets.push(text) };
  const start = startGateway({ ...options, publicPort: port, keychain: 'absent' });
  await expect(start).rejects.toThrow(/in use by .* start with --port \d+/);
  expect(secrets).toEqual([]);
});
