import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ip from 'ipaddr.js';
import { readListening } from '../listeners/port-owner';

/** A TCP port of this computer that some program listens on. */
export interface Listening {
  readonly address: string;
  readonly port: number;
}

/** Lists them; empty where the system does not say. */
export type ReadListeningSockets = () => Promise<readonly Listening[]>;

const run = promisify(execFile);
const TIMEOUT_MS = 500;

const toListening = (local: string): Listening[] => {
  const colon = local.lastIndexOf(':');
  const port = Number(local.slice(colon + 1));
  const host = local
    .slice(0, colon)
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '');
  if (colon < 0 || !Number.isInteger(port) || port < 1) return [];
  return [{ address: host === '*' ? '0.0.0.0' : host, port }];
};

/** Reads what `lsof -F n` prints: `n127.0.0.1:8080`, `n[::1]:8080`, `n*:8080`. */
export const parseLsof = (text: string): Listening[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('n'))
    .flatMap((line) => toListening(line.slice(1).trim()));

/** Reads what `netstat -ano` of Windows prints. The state has another name in each language: a listener has no other side. */
export const parseNetstat = (text: string): Listening[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([protocol, , other]) => protocol === 'TCP' && /^(?:0\.0\.0\.0|\[::\]):0$/.test(other ?? ''),
    )
    .flatMap(([, local = '']) => toListening(local));

const COMMANDS: Partial<
  Record<NodeJS.Platform, { file: string; args: string[]; parse: (text: string) => Listening[] }>
> = {
  darwin: {
    file: '/usr/sbin/lsof',
    args: ['-nP', '-iTCP', '-sTCP:LISTEN', '-F', 'n'],
    parse: parseLsof,
  },
  win32: { file: 'netstat', args: ['-ano'], parse: parseNetstat },
};

/** What this computer listens on, as its system tells. Never throws. */
export const readListeningSockets: ReadListeningSockets = async () => {
  if (process.platform === 'linux') return readListening();
  const command = COMMANDS[process.platform];
  if (!command) return [];
  const options = { timeout: TIMEOUT_MS, windowsHide: true, maxBuffer: 8 * 1024 * 1024 };
  const printed = await run(command.file, command.args, options).catch(() => undefined);
  return printed ? command.parse(printed.stdout) : [];
};

/** True for an address that only programs of this computer reach. */
export const isLoopback = (address: string): boolean =>
  ip.isValid(address) && ip.process(address).range() === 'loopback';

/** True for a listener that a program of this computer reaches at its loopback address. */
export const isAtLoopback = (address: string): boolean =>
  isLoopback(address) || address === '0.0.0.0' || address === '::';
