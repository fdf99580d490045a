import { toVersion2 } from './v1-to-v2';
import { toVersion3 } from './v2-to-v3';

/** Turns the config of one schema version into that of the next. */
export type Migration = (config: unknown) => unknown;

/** One step for each version that was ever shipped: the step at `n` leads from `n` to `n + 1`. Version 1 is the first. */
export const migrations: ReadonlyMap<number, Migration> = new Map([
  [1, toVersion2],
  [2, toVersion3],
]);

/** Takes a config of version `from` to version `to`, step by step; undefined when a step is not known. */
export function migrate(
  config: unknown,
  from: number,
  to: number,
  steps: ReadonlyMap<number, Migration> = migrations,
): unknown {
  let moved = config;
  for (let version = from; version < to; version++) {
    const step = steps.get(version);
    if (!step) return undefined;
    moved = step(moved);
  }
  return moved;
}
