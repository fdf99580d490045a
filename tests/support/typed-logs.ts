import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { COMMANDS } from '../../gateway/cli/command-table';
import { runCli } from '../../gateway/cli/run-cli';

const NOW = new Date('2026-11-21T12:00:00Z');

/** Runs the command in this process, with a clock that stands still and no colours. */
export async function latchkey(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    terminal: {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      isInteractive: false,
      showsProgress: false,
      hasColor: false,
      hasUnicode: false,
      width: 80,
    },
    env: {},
    commands: COMMANDS,
    version: '0',
    now: () => NOW,
  });
  return { code, out, err };
}

/** `latchkey logs analyze`. */
export const analyze = (...args: string[]) => latchkey('logs', 'analyze', ...args);

/** A folder for the log files of a test file, on a computer in Berlin. */
export function useLogFolder() {
  const logs = {
    folder: '',
    async fileOf(name: string, lines: readonly string[]): Promise<string> {
      const file = path.join(logs.folder, name);
      await writeFile(file, `${lines.join('\n')}\n`);
      return file;
    },
  };
  const zone = process.env['TZ'];
  beforeAll(async () => {
    process.env['TZ'] = 'Europe/Berlin';
    logs.folder = await mkdtemp(path.join(tmpdir(), 'latchkey-logs-'));
  });
  afterAll(async () => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    await rm(logs.folder, { recursive: true, force: true });
  });
  return logs;
}
