import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';
import { isOwnProgram } from '../../gateway/pipeline/open-to-own-programs';
import type { Call } from '../../gateway/pipeline/call';

let running: TestGateway | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const start = async (options: Parameters<typeof startGateway>[0]) =>
  (running = await startGateway(options));

const ask = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  fetch(`${gateway.publicUrl}/status`, { headers });

describe('X1: without a single key', () => {
  test('X1 S004-12 S004-13: everything protected is refused', async () => {
    const gateway = await start({});
    expect((await ask(gateway)).status).toBe(401);
    expect((await ask(gateway, { authorization: 'Bearer anything-at-all-1234' })).status).toBe(401);
    expect((await fetch(`${gateway.publicUrl}/health`)).status).toBe(200);
  });
});

describe('AUTH_ENABLED=false', () => {
  test('S004-20 S004-21: programs of this computer are "auth-disabled", whatever key they send', async () => {
    const gateway = await start({ authEnabled: false });
    expect((await ask(gateway)).status).toBe(200);
    expect((await ask(gateway, { 'x-api-key': 'anything-at-all-1234' })).status).toBe(200);
    const { entries } = await gateway.api.audit.search({ event: 'AUTHORIZED' });
    expect(entries.map(({ keyId, keyName }) => [keyId, keyName])).toEqual(
      Array(2).fill(['auth-disabled', 'auth-disabled']),
    );
  });

  test('T-01: a page of another site in the browser of this computer still needs a key', async () => {
    const gateway = await start({ authEnabled: false });
    expect((await ask(gateway, { origin: 'http://evil.example' })).status).toBe(401);
    expect((await ask(gateway, { 'sec-fetch-site': 'cross-site' })).status).toBe(401);
  });

  test('X1: only loopback counts as this computer', () => {
    const req = { headers: {} } as Call['req'];
    const isOwn = (clientIp: string) => isOwnProgram({ clientIp, req });
    expect(['127.0.0.1', '127.9.9.9', '::1'].map(isOwn)).toEqual([true, true, true]);
    expect(['192.168.1.5', '::ffff:10.0.0.1', 'fe80::1', '1.127.0.1', ''].map(isOwn)).toEqual(
      Array(5).fill(false),
    );
  });

  test.each(['lan', 'loopback,tailscale', '192.168.1.20', '100.64.0.7'])(
    'X1: the start is refused while it should listen on %s',
    async (listen) => {
      const started = start({ authEnabled: false, listen });
      await expect(started).rejects.toMatchObject({
        message: expect.stringMatching(/AUTH_ENABLED/),
      });
    },
  );

  test('X1: the start is refused while a network is switched on in the settings', async () => {
    const gateway = await start({});
    await gateway.gateway.stop(0);
    const file = path.join(gateway.dataDir, 'config.json');
    const { readFile } = await import('node:fs/promises');
    const text = (await readFile(file, 'utf8')).replace(
      /"enabledInterfaces": \[\]/,
      '"enabledInterfaces": ["eth0/ipv4"]',
    );
    await writeFile(file, text);
    const again = startGateway({ authEnabled: false, dataDir: gateway.dataDir });
    await expect(again).rejects.toMatchObject({ message: expect.stringContaining('eth0/ipv4') });
    running = undefined;
  });
});
