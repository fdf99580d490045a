import type { Contender } from '../contenders/contender.ts';
import type { ThroughputLoad } from '../load/throughput-load.ts';
import type { BenchOptions } from '../options.ts';
import { cpuSeconds, peakMegabytes } from '../process-cost.ts';
import { interleave, type Figures, type ModeResult } from './mode-result.ts';

const POST_BODY = JSON.stringify({
  model: 'bench',
  stream: false,
  messages: [{ role: 'user', content: 'Say something small, and always the same.' }],
});

const COLUMNS = [
  { key: 'perSecond', title: 'requests/s', digits: 0 },
  { key: 'p50Ms', title: 'p50 ms', digits: 2 },
  { key: 'p99Ms', title: 'p99 ms', digits: 2 },
  { key: 'cpuPerThousand', title: 'CPU s/1000', digits: 4 },
  { key: 'peakMb', title: 'peak MB', digits: 0 },
  { key: 'failed', title: 'failed', digits: 0 },
];

async function measure(
  load: ThroughputLoad,
  contender: Contender,
  body: string | undefined,
  seconds: number,
): Promise<Figures> {
  const { small, headers, child } = contender;
  const before = cpuSeconds(child?.pid);
  const found = await load({ url: `${small}/answer`, headers, body, seconds });
  const cpu = cpuSeconds(child?.pid) - before;
  const cpuPerThousand = (cpu / found.requests) * 1000;
  return { ...found, cpuPerThousand, peakMb: peakMegabytes(child?.pid) };
}

/** Small answers as fast as they come, to GET or to POST of a small JSON. */
export async function runThroughput(
  mode: 'small' | 'post',
  contenders: readonly Contender[],
  load: ThroughputLoad,
  options: BenchOptions,
): Promise<ModeResult> {
  const body = mode === 'post' ? POST_BODY : undefined;
  for (const contender of contenders) await measure(load, contender, body, options.warmSeconds);
  const rounds = await interleave(contenders, options.rounds, (contender) =>
    measure(load, contender, body, options.seconds),
  );
  const title = `${mode === 'post' ? 'Small POST' : 'Small GET'}, 64 connections`;
  return { name: mode, title, columns: COLUMNS, rounds };
}
