import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { magicPacket, sendMagicPacket } from '../../gateway/services/magic-packet';
import { createWaker, type Waker } from '../../gateway/services/wake';

const MAC = '02:00:5e:10:00:ff';

test('the packet is six times all ones and sixteen times the address', async () => {
  const packet = magicPacket(MAC);
  expect(packet.length).toBe(102);
  expect(packet.toString('hex')).toBe('ff'.repeat(6) + '02005e1000ff'.repeat(16));
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const got = once(receiver, 'message');
  const { port } = receiver.address();
  await sendMagicPacket(MAC, { addresses: ['127.0.0.1'], port });
  expect((await got)[0]).toEqual(packet);
  receiver.close();
});

test('a packet that could go nowhere is an error', async () => {
  await expect(sendMagicPacket(MAC, { addresses: ['not an address'] })).rejects.toThrow();
});

describe('waiting for a computer', () => {
  let server: Server | undefined;
  let port: number;
  let packets: string[];
  let timers: Set<{ ms: number; ring: () => void }>;
  let waker: Waker;

  beforeEach(async () => {
    packets = [];
    timers = new Set();
    const place = createServer().listen(0, '127.0.0.1');
    await once(place, 'listening');
    ({ port } = place.address() as AddressInfo);
    place.close();
    await once(place, 'close');
    waker = createWaker({
      lookupFor: () => () => {},
      send: async (mac) => void packets.push(mac),
      after(ms, ring) {
        const timer = { ms, ring };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    });
  });
  afterEach(() => {
    waker.close();
    server?.close();
    server = undefined;
  });

  const target = () => {
    const url = `http://127.0.0.1:${port}`;
    return { url, origin: new URL(url), wakeMac: MAC };
  };
  /** Resolves when somebody waits for so long. */
  const someoneWaits = async (ms: number) => {
    for (;;) {
      const timer = [...timers].find((one) => one.ms === ms);
      if (timer) return timer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const pass = async (ms: number) => {
    const timer = await someoneWaits(ms);
    timers.delete(timer);
    timer.ring();
  };
  /** Between two attempts. */
  const boot = async () => {
    await someoneWaits(1000);
    server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const never = new AbortController().signal;

  test('two calls share one packet, and both go on when it listens', async () => {
    const calls = [waker.wake(target(), 9000, never), waker.wake(target(), 9000, never)];
    await pass(1000);
    await pass(1000);
    await boot();
    await pass(1000);
    expect(await Promise.all(calls)).toEqual([true, true]);
    expect(packets).toEqual([MAC]);
    expect(timers.size).toBe(0);
  });

  test('a call that has waited long enough gives up, and the others go on waiting', async () => {
    const short = waker.wake(target(), 5000, never);
    const long = waker.wake(target(), 9000, never);
    await pass(1000);
    await pass(5000);
    expect(await short).toBe(false);
    await boot();
    await pass(1000);
    expect(await long).toBe(true);
    expect(packets).toHaveLength(1);
  });

  test('a caller that leaves ends the wait, and nothing goes on trying', async () => {
    const left = new AbortController();
    const call = waker.wake(target(), 9000, left.signal);
    left.abort();
    expect(await call).toBe(false);
    await pass(1000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(timers.size).toBe(0);
    expect(await waker.wake({ ...target(), wakeMac: null }, 9000, never)).toBe(false);
    expect(await waker.wake(target(), 9000, left.signal)).toBe(false);
  });

  test('a computer that needs long is sent another packet, since nobody knows whether the first came', async () => {
    const call = waker.wake(target(), 99_000, never);
    for (let attempt = 0; attempt < 15; attempt++) await pass(1000);
    await boot();
    await pass(1000);
    expect(await call).toBe(true);
    expect(packets.length).toBe(2);
  });

  test('a packet that cannot be sent does not end the wait', async () => {
    const lookupFor = () => () => {};
    const deaf = createWaker({ lookupFor, send: () => Promise.reject(new Error('no network')) });
    server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await deaf.wake(target(), 9000, never)).toBe(true);
    deaf.close();
  });
});
