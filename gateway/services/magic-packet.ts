import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

const PORT = 9;

/** Six times all ones, then the hardware address sixteen times: what a sleeping network card listens for. */
export function magicPacket(mac: string): Buffer {
  const address = Buffer.from(mac.replaceAll(':', ''), 'hex');
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => address)]);
}

const toNumber = (ip: string): number =>
  ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (ip: number): string =>
  [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.');

/** The broadcast addresses of the networks that this computer is in: not every router passes the general one on. */
const broadcasts = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address, netmask }) => toText((toNumber(address) | ~toNumber(netmask)) >>> 0));

interface SendOptions {
  readonly addresses?: readonly string[];
  readonly port?: number;
}

/** Sends the packet that wakes a computer. Rejects when it could be sent to no network at all. */
export async function sendMagicPacket(mac: string, options: SendOptions = {}): Promise<void> {
  const { addresses = ['255.255.255.255', ...broadcasts()], port = PORT } = options;
  const socket = createSocket('udp4');
  const send = (address: string) =>
    new Promise<void>((resolve, reject) =>
      socket.send(magicPacket(mac), port, address, (error) => (error ? reject(error) : resolve())),
    );
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).bind(0, resolve);
    });
    socket.setBroadcast(true);
    await Promise.any(addresses.map(send));
  } finally {
    socket.close();
  }
}
