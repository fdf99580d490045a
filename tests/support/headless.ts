import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createHttpApi, TEST_ADMIN_SECRET } from './http-api';

const root = path.resolve(import.meta.dirname, '../..');

/** The built gateway as a process of its own, as `npm run serve` starts it. */
export interface Headless {
  readonly child: ChildProcess;
  readonly publicUrl: string;
  readonly adminUrl: string;
  readonly api: ReturnType<typeof createHttpApi>;
  readonly readyMs: number;
  /** Everything it printed on stderr so far. */
  readonly stderr: () => string;
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface HeadlessOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
}

const READY = /^latchkey ready public=(\S+) admin=(\S+)$/m;
const START_LIMIT_MS = 20_000;

/** Starts `out/gateway/headless.js`; rejects with what it printed when it does not get ready. */
export async function startHeadless(
  dataDir: string,
  options: HeadlessOptions = {},
): Promise<Headless> {
  const startedMs = performance.now();
  const entry = path.join(root, 'out/gateway/headless.js');
  const args = ['--data-dir', dataDir, '--port', '0', '--admin-port', '0', ...(options.args ?? [])];
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), entry, ...args], {
    env: { ...process.env, LATCHKEY_ADMIN_SECRET: TEST_ADMIN_SECRET, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [publicUrl, adminUrl] = await readyLine(child, () => stderr);
  return {
    child,
    publicUrl,
    adminUrl,
    api: createHttpApi(adminUrl, TEST_ADMIN_SECRET),
    readyMs: performance.now() - startedMs,
    stderr: () => stderr,
    kill: (signal) => endProcess(child, signal),
  };
}

function readyLine(child: ChildProcess, stderr: () => string): Promise<[string, string]> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    const fail = (why: string) => reject(new Error(`${why}\n${stderr()}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('the gateway did not get ready');
    }, START_LIMIT_MS);
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const found = READY.exec(stdout);
      if (!found) return;
      clearTimeout(timer);
      resolve([found[1] ?? '', found[2] ?? '']);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`the gateway ended with ${code}`);
    });
  });
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return { code: child.exitCode, signal: child.signalCode };
}
