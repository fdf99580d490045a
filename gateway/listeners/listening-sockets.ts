import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Listening, ReadListening } from '../services/local-ports';
import { readListening } from './port-owner';

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
export const readListeningSockets: ReadListening = async () => {
  if (process.platform === 'linux') return readListening();
  const command = COMMANDS[process.platform];
  if (!command) return [];
  const options = { timeout: TIMEOUT_MS, windowsHide: true, maxBuffer: 8 * 1024 * 1024 };
  const printed = await run(command.file, command.args, options).catch(() => undefined);
  return printed ? command.parse(printed.stdout) : [];
};
