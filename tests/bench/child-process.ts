import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What is measured gets a core of its own; what measures shares the other one. */
export type Place = 'measured' | 'rig';
const CORE_OF: Record<Place, string> = { measured: '0', rig: '1' };

/** The path of an installed program, or undefined. */
export function findProgram(name: string): string | undefined {
  const search = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { env: { PATH: search } });
  return found.stdout.toString().trim() || undefined;
}

const taskset = process.platform === 'linux' ? findProgram('taskset') : undefined;
/** True when servers and load cannot take processor time from each other. */
export const isPinned = taskset !== undefined && availableParallelism() >= 2;

const started = new Set<ChildProcess>();

const KEPT_CHARACTERS = 2_000;
const printed = new WeakMap<ChildProcess, string>();

/** The end of what a program said on stderr. */
export const lastWords = (child: ChildProcess): string => (printed.get(child) ?? '').trim();

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program on its core. It ends with the bench, whatever happens. */
export function startProgram(
  place: Place,
  command: readonly string[],
  options: StartOptions = {},
): ChildProcess {
  const pinned = isPinned && taskset ? [taskset, '-c', CORE_OF[place], ...command] : command;
  const [program = '', ...args] = pinned;
  const child = spawn(program, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  child.stderr.on('data', (chunk: Buffer) => {
    const text = `${printed.get(child) ?? ''}${chunk.toString()}`;
    printed.set(child, text.slice(-KEPT_CHARACTERS));
  });
  child.once('exit', () => started.delete(child));
  child.once('error', () => started.delete(child));
  return child;
}

/** Ends, at once, every process that was started here and still runs; resolves when they are gone. */
export async function endAll(): Promise<void> {
  const ends = [...started].map(
    (child) => new Promise<unknown>((resolve) => child.once('exit', resolve)),
  );
  for (const child of started) child.kill('SIGKILL');
  await Promise.all(ends);
}

/** Resolves with what the program printed; rejects when it fails or takes longer than `limitMs`. */
export function runProgram(
  place: Place,
  command: readonly string[],
  limitMs: number,
): Promise<string> {
  const child = startProgram(place, command);
  return new Promise((resolve, reject) => {
    let stdout = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(stdout);
      const why = signal ? `was ended by ${signal}` : `ended with ${code}`;
      reject(new Error(`${command[0] ?? ''} ${why}: ${lastWords(child)}`));
    });
  });
}

/** Resolves with the first match in what a program prints; rejects when it ends or 20 s pass before. */
export function awaitLine(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${why}\n${lastWords(child)}`.trim()));
    };
    const timer = setTimeout(() => fail('it did not get ready'), 20_000);
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout = `${stdout}${chunk.toString()}`.slice(-KEPT_CHARACTERS);
      const found = wanted.exec(stdout);
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(`it ended with ${code}`));
  });
}
