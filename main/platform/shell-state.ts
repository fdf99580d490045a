import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const Place = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  isMaximised: z.boolean(),
});
export type Place = z.infer<typeof Place>;

/** What the shell remembers for comfort only: losing it costs nobody anything. */
const ShellState = z.object({
  window: Place.optional().catch(undefined),
  /** The owner was told that closing the window leaves the gateway running. */
  hideHintShown: z.boolean().catch(false),
  /** What the gateway said last: its language is wanted before it runs, and when it does not. */
  language: z.string().catch('auto'),
  /** The last secret could not be kept in the keychain. */
  keychainFailed: z.boolean().catch(false),
});
export type ShellState = z.infer<typeof ShellState>;

export interface ShellStateFile {
  readonly current: ShellState;
  /** The new state counts at once and is written soon; a disk that refuses is not worth an error here. */
  update(change: Partial<ShellState>): void;
  flush(): Promise<void>;
}

function load(file: string): ShellState {
  try {
    return ShellState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Absent at the first start, or broken: a window at its usual place either way.
    return ShellState.parse({});
  }
}

async function save(file: string, state: ShellState): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.tmp`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

/** Opens the shell's small memory. */
export function openShellState(file: string, log: (line: string) => void): ShellStateFile {
  let current = load(file);
  let saving = Promise.resolve();
  return {
    get current() {
      return current;
    },
    update: (change) => {
      current = { ...current, ...change };
      saving = saving
        .then(() => save(file, current))
        .catch((error: unknown) => log(`the window's place could not be saved: ${String(error)}`));
    },
    flush: () => saving,
  };
}
