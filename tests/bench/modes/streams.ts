import path from 'node:path';
import { runProgram } from '../child-process.ts';
import type { Contender } from '../contenders/contender.ts';
import type { StreamsResult, StreamsTask } from '../load/streams.ts';
import type { BenchOptions } from '../options.ts';
import { percentile } from '../statistics.ts';
import { interleave, type ModeResult } from './mode-result.ts';

const client = path.resolve(import.meta.dirname, '../load/streams.ts');

const STREAMS = 50;
const EVERY_MS = 20;

const COLUMNS = [
  { key: 'firstP50Ms', title: 'first p50', digits: 2 },
  { key: 'firstP95Ms', title: 'first p95', digits: 2 },
  { key: 'lateP50Ms', title: 'late p50', digits: 2 },
  { key: 'lateP95Ms', title: 'late p95', digits: 2 },
  { key: 'lateMaxMs', title: 'late max', digits: 2 },
  { key: 'failed', title: 'failed', digits: 0 },
];

async function measure(contender: Contender, seconds: number) {
  const chunks = Math.round((seconds * 1000) / EVERY_MS);
  const url = `${contender.stream}/sse?chunks=${chunks}&everyMs=${EVERY_MS}`;
  const task: StreamsTask = { url, headers: contender.headers, streams: STREAMS };
  const command = [process.execPath, client, JSON.stringify(task)];
  const text = await runProgram('rig', command, (seconds + 15) * 1000);
  const { firstMs, lateMs, failed } = JSON.parse(text) as StreamsResult;
  return {
    firstP50Ms: percentile(firstMs, 0.5),
    firstP95Ms: percentile(firstMs, 0.95),
    lateP50Ms: percentile(lateMs, 0.5),
    lateP95Ms: percentile(lateMs, 0.95),
    lateMaxMs: percentile(lateMs, 1),
    failed,
  };
}

/** Answers that come word by word: how much later than without anything between. */
export async function runStreams(
  contenders: readonly Contender[],
  options: BenchOptions,
): Promise<ModeResult> {
  const rounds = await interleave(contenders, options.rounds, (contender) =>
    measure(contender, options.steadySeconds),
  );
  const title = `${STREAMS} event streams, one event every ${EVERY_MS} ms (ms from asking, ms from sending)`;
  return { name: 'sse', title, columns: COLUMNS, rounds };
}
