import path from 'node:path';
import { runProgram } from '../child-process.ts';
import type { Contender } from '../contenders/contender.ts';
import type { SteadyResult, SteadyTask } from '../load/steady.ts';
import type { BenchOptions } from '../options.ts';
import { percentile } from '../statistics.ts';
import { interleave, type ModeResult } from './mode-result.ts';

const client = path.resolve(import.meta.dirname, '../load/steady.ts');

/** A home with every device busy. */
const PER_SECOND = 500;

const COLUMNS = [
  { key: 'p50Ms', title: 'p50 ms', digits: 3 },
  { key: 'p99Ms', title: 'p99 ms', digits: 3 },
  { key: 'maxMs', title: 'max ms', digits: 2 },
  { key: 'failed', title: 'failed', digits: 0 },
];

async function measure(contender: Contender, seconds: number) {
  const { small, headers } = contender;
  const task: SteadyTask = { url: `${small}/answer`, headers, perSecond: PER_SECOND, seconds };
  const command = [process.execPath, client, JSON.stringify(task)];
  const text = await runProgram('rig', command, (seconds + 15) * 1000);
  const { latenciesMs, failed } = JSON.parse(text) as SteadyResult;
  // The first calls open connections and warm the client up.
  const settled = latenciesMs.slice(Math.floor(latenciesMs.length / 10));
  return {
    p50Ms: percentile(settled, 0.5),
    p99Ms: percentile(settled, 0.99),
    maxMs: percentile(settled, 1),
    failed,
  };
}

/** What a call takes when there is time for it. */
export async function runSteady(
  contenders: readonly Contender[],
  options: BenchOptions,
): Promise<ModeResult> {
  const rounds = await interleave(contenders, options.rounds, (contender) =>
    measure(contender, options.steadySeconds),
  );
  const title = `Small GET, ${PER_SECOND} a second`;
  return { name: 'steady', title, columns: COLUMNS, rounds };
}
