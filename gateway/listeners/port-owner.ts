import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import ip from 'ipaddr.js';

const LISTENING = '0A';
const MAX_PROCESSES = 4096;

/** The kernel prints addresses as 32-bit words in host order. */
const toAddress = (hex: string): string => {
  const bytes = Buffer.from(hex, 'hex');
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  return ip.fromByteArray([...bytes]).toString();
};

/** A listening TCP socket as the Linux kernel lists it. */
interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Reads `/proc/net/tcp` or `tcp6`: listening sockets only. Pure. */
const parseListening = (table: string): ListeningSocket[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [hex = '', port = ''] = local.split(':');
      if (state !== LISTENING || hex === '') return [];
      return [{ address: toAddress(hex), port: Number.parseInt(port, 16), inode }];
    });

/** Every listening TCP socket that this process's network namespace has; empty where the system does not say. */
export async function readListening(): Promise<ListeningSocket[]> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
  const texts = await Promise.all(tables.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap(parseListening);
}

const blocks = (socket: ListeningSocket, address: string, port: number): boolean =>
  socket.port === port && ['0.0.0.0', '::', address].includes(socket.address);

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // Processes of other users are closed to us, and processes end while we look.
  const descriptors = await readdir(folder).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(path.join(folder, descriptor)).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

/** The program's file name; `comm` is only the name of its first thread (`MainThread` for Node). */
async function nameOf(pid: string): Promise<string | undefined> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '');
  if (file) return path.basename(file.replace(/ \(deleted\)$/, ''));
  const comm = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return comm.trim() || undefined;
}

/** The name of the program that listens on this address and port; undefined when the system does not tell. Never throws. */
export async function findPortOwner(address: string, port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const sockets = (await readListening()).filter((socket) => blocks(socket, address, port));
  if (sockets.length === 0) return undefined;
  const links = new Set(sockets.map(({ inode }) => `socket:[${inode}]`));
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of processes.slice(0, MAX_PROCESSES)) {
    if (await holds(pid, links)) return nameOf(pid);
  }
  return undefined;
}
