import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The built command line. */
export const CLI_ENTRY = path.resolve(import.meta.dirname, '../../out/gateway/cli.js');

export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  /** Added to an environment in which nothing of ours is set; undefined takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  /** What stands on stdin; nothing when not said. */
  readonly input?: string;
  readonly nodeArgs?: readonly string[];
}

const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(LATCHKEY_|AUDIT_LOG_FILE)/.test(name)),
  );

/** Runs `latchkey ...` as a process of its own, without a terminal, to its end. */
export async function runCliProcess(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), CLI_ENTRY, ...args], {
    env: { ...cleanEnv(), ...options.env },
    stdio: 'pipe',
  });
  // A command that has said all before it reads closes its end.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}
