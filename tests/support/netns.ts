import { execFile, execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a request from the phone came back with. */
interface PhoneAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

interface PhoneRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A second computer on a cable to this one: a network namespace at the other end of a veth pair. */
export interface Phone {
  /** The name of this computer's end. */
  readonly link: string;
  readonly hostAddress: string;
  readonly phoneAddress: string;
  /** Rejects with the phone's own error (`ECONNREFUSED`, `ETIMEDOUT`) in the message. */
  fetch(url: string, request?: PhoneRequest): Promise<PhoneAnswer>;
  /** Runs curl over there; its standard output. */
  curl(args: readonly string[]): Promise<string>;
  exec(command: string, args: readonly string[], stdin?: string): Promise<string>;
  /** Starts a program over there that may run on; whoever starts it ends it. */
  spawn(command: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable>;
  /** Gives this computer's end a further address in the same cable's range `10.x.y.0/24`. */
  addAddress(address: string): Promise<void>;
  removeAddress(address: string): Promise<void>;
  /** Pulls the cable out for good: both ends vanish. */
  removeLink(): Promise<void>;
  /** Plugs a cable of the same name in again, with the first address. */
  restoreLink(): Promise<void>;
  /** The address with this last byte in the cable's range. */
  inRange(lastByte: number): string;
  /** Removes all of it; safe to call twice and after a failure. */
  remove(): Promise<void>;
}

/** True where network namespaces can be made: Linux, root, `ip` with veth. */
export function netnsAvailable(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const name = `lkprobe${randomBytes(3).toString('hex')}`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
  } catch {
    return false;
  }
  try {
    execFileSync('ip', ['-n', name, 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'a1'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  } finally {
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  }
}

const SCRIPT = `
const { request } = require('node:http');
let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const { url, method, headers, body } = JSON.parse(text);
  const asked = request(url, { method, headers, timeout: 5000 }, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      const { statusCode: status, headers } = answer;
      process.stdout.write(JSON.stringify({ status, headers, body: Buffer.concat(chunks).toString() }));
    });
  });
  asked.on('timeout', () => asked.destroy(new Error('ETIMEDOUT')));
  asked.on('error', (error) => { process.stderr.write(String(error.code ?? error.message)); process.exitCode = 1; });
  asked.end(body);
});`;

const ip = (...args: string[]) => run('ip', args);

function execIn(
  namespace: string,
  command: string,
  args: readonly string[],
  stdin = '',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'ip',
      ['netns', 'exec', namespace, command, ...args],
      { timeout: 20_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) =>
        error ? reject(new Error(`${stderr.trim() || error.message}`)) : resolve(stdout),
    );
    child.stdin?.end(stdin);
  });
}

interface PhoneOptions {
  /** `lan` is an ordinary cable, `tailscale` one with a name and addresses such as Tailscale's. */
  readonly kind?: 'lan' | 'tailscale';
}

/** Makes a phone with working links on both ends; nothing of it is left behind when that fails. */
export async function createPhone({ kind = 'lan' }: PhoneOptions = {}): Promise<Phone> {
  const [tag, x, y] = [randomBytes(2).toString('hex'), ...randomBytes(2)];
  const namespace = `lkphone-${tag}`;
  const link = kind === 'lan' ? `lan0-${tag}` : `tailscale${tag}`;
  const base = kind === 'lan' ? `10.${x}.${y}` : `100.${64 + ((x ?? 0) % 64)}.${y}`;
  const inRange = (lastByte: number) => `${base}.${lastByte}`;
  const [hostAddress, phoneAddress] = [inRange(1), inRange(2)];

  const plug = async () => {
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'wlan0', 'netns', namespace);
    await ip('addr', 'add', `${hostAddress}/24`, 'dev', link);
    await ip('link', 'set', link, 'up');
    await ip('-n', namespace, 'addr', 'add', `${phoneAddress}/24`, 'dev', 'wlan0');
    await ip('-n', namespace, 'link', 'set', 'wlan0', 'up');
  };
  const remove = async () => {
    // Either may be gone already: the link goes with the namespace, and a test may have pulled it out.
    await ip('link', 'del', link).catch(() => {});
    await ip('netns', 'del', namespace).catch(() => {});
  };
  try {
    await ip('netns', 'add', namespace);
    await ip('-n', namespace, 'link', 'set', 'lo', 'up');
    await plug();
  } catch (error) {
    await remove();
    throw error;
  }
  const exec = (command: string, args: readonly string[], stdin?: string) =>
    execIn(namespace, command, args, stdin);
  return {
    link,
    hostAddress,
    phoneAddress,
    inRange,
    exec,
    spawn: (command, args) =>
      spawn('ip', ['netns', 'exec', namespace, command, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    remove,
    restoreLink: plug,
    async fetch(url, request = {}) {
      const asked = JSON.stringify({ method: 'GET', headers: {}, ...request, url });
      return JSON.parse(await exec(process.execPath, ['-e', SCRIPT], asked)) as PhoneAnswer;
    },
    curl: (args) => exec('curl', ['--silent', '--show-error', '--max-time', '5', ...args]),
    addAddress: async (address) => void (await ip('addr', 'add', `${address}/24`, 'dev', link)),
    removeAddress: async (address) => void (await ip('addr', 'del', `${address}/24`, 'dev', link)),
    removeLink: async () => void (await ip('link', 'del', link)),
  };
}
