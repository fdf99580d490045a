import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The wall clock of a gateway that was started with `nodeArgs` and `env`. */
export interface HomeClock {
  readonly nodeArgs: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** From now on it is this moment there, and time goes on from it. Never set it back. */
  set(atMs: number): Promise<void>;
}

/** Keeps the time in a file of this folder. */
export function createHomeClock(folder: string): HomeClock {
  const file = path.join(folder, 'clock');
  const preload = path.join(import.meta.dirname, 'shifted-clock.mjs');
  return {
    nodeArgs: ['--import', preload],
    env: { LATCHKEY_CLOCK_FILE: file, TZ: 'UTC' },
    set: (atMs) => writeFile(file, String(atMs - Date.now())),
  };
}
