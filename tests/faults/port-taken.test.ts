import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { retryDelayMs, type After } from '../../gateway/listeners/address-listener';
import { startTestListeners } from '../support/test-listeners';

const HOME = { id: 'eth0/ipv4', name: 'eth0', kind: 'lan', address: '127.0.0.9' } as const;
const OTHER = { id: 'eth1/ipv4', name: 'eth1', kind: 'lan', address: '127.0.0.10' } as const;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Another program on the port. */
async function occupy(address: string, port = 0) {
  const server = net.createServer().listen(port, address);
  await once(server, 'listening');
  const free = async () => {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  cleanups.push(free);
  const bound = server.address();
  return { port: typeof bound === 'object' && bound ? bound.port : 0, free };
}

/** Timers that ring when the test says so. */
function handClock() {
  const waiting = new Set<{ ms: number; run: () => void }>();
  const after: After = (ms, run) => {
    const one = { ms, run };
    waiting.add(one);
    return () => void waiting.delete(one);
  };
  const ring = (ms: number) => {
    for (const one of [...waiting].filter((each) => each.ms === ms)) {
      waiting.delete(one);
      one.run();
    }
  };
  return { after, ring, delays: () => [...waiting].map(({ ms }) => ms) };
}

const POLL_MS = 777_777;

test('F-10: a port taken on one interface is named, tried again, and the others go on serving', async () => {
  const { port, free } = await occupy('127.0.0.9');
  const clock = handClock();
  const set = await startTestListeners({
    publicPort: port,
    readInterfaces: () => [HOME, OTHER],
    enabled: ['eth0/ipv4', 'eth1/ipv4'],
    after: clock.after,
    pollMs: POLL_MS,
  });
  cleanups.push(() => set.stop());
  expect(set.one('eth0')).toMatchObject({ state: 'port_taken', url: null, enabled: true });
  expect(set.one('eth0')?.problem).toContain(`Port ${port} on 127.0.0.9 is in use by`);
  if (process.platform === 'linux') {
    expect(set.one('eth0')?.problem).toContain(`"${path.basename(process.execPath)}"`);
  }
  expect(await fetch(`http://127.0.0.1:${port}/a`)).toMatchObject({ status: 200 });
  expect(await fetch(`http://127.0.0.10:${port}/a`)).toMatchObject({ status: 200 });

  await free();
  clock.ring(1000);
  await set.until(() => set.one('eth0')?.state === 'listening');

  expect(await fetch(`http://127.0.0.9:${port}/a`)).toMatchObject({ status: 200 });
  expect(clock.delays()).toEqual([POLL_MS]);
});

test('F-10: tries come after 1, 2, 4 and up to 30 s', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map(retryDelayMs)).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
});

test('F-10: an interface that is switched off while its port is taken is not tried again', async () => {
  const { port } = await occupy('127.0.0.9');
  const clock = handClock();
  const set = await startTestListeners({
    publicPort: port,
    readInterfaces: () => [HOME],
    enabled: ['eth0/ipv4'],
    after: clock.after,
    pollMs: POLL_MS,
  });
  cleanups.push(() => set.stop());
  expect(clock.delays()).toContain(1000);
  set.enabled.pop();
  await set.disable('eth0/ipv4');
  expect(clock.delays()).toEqual([POLL_MS]);
});

test('F-10: a start on a taken port says which program has it and which port is free', async () => {
  const { port } = await occupy('127.0.0.1');
  const refused = await startTestListeners({ publicPort: port }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'PORT_TAKEN', details: { port } });
  const { details, message } = refused as {
    details: { owner: string | null; nextFree: number };
    message: string;
  };
  expect(details.nextFree).toBeGreaterThan(port);
  expect(message).toContain(`start with --port ${details.nextFree}.`);
  if (process.platform === 'linux') expect(details.owner).toBe(path.basename(process.execPath));
  const set = await startTestListeners({ publicPort: details.nextFree });
  await set.stop();
});

test('a port taken on ::1 alone does not keep Latchkey from starting', async () => {
  const holder = await occupy('::1').catch(() => undefined);
  if (!holder) return;
  const v6 = { id: 'lo/ipv6', name: 'lo', kind: 'loopback', address: '::1' } as const;
  const set = await startTestListeners({ publicPort: holder.port, readInterfaces: () => [v6] });
  cleanups.push(() => set.stop());
  expect(set.one('lo/ipv6')?.state).toBe('port_taken');
  expect(set.one('lo/ipv4')?.state).toBe('listening');
});
