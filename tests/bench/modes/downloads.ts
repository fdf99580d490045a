import path from 'node:path';
import { runProgram } from '../child-process.ts';
import type { Contender } from '../contenders/contender.ts';
import type { DownloadResult, DownloadTask } from '../load/download.ts';
import type { BenchOptions } from '../options.ts';
import { cpuSeconds, forgetPeak, peakMegabytes, residentMegabytes } from '../process-cost.ts';
import { interleave, type ModeResult } from './mode-result.ts';

const client = path.resolve(import.meta.dirname, '../load/download.ts');

const MEGABYTES = 256;
const LIMIT_MS = 60_000;

const COLUMNS = [
  { key: 'megabytesPerSecond', title: 'MiB/s', digits: 0 },
  { key: 'cpuSeconds', title: 'CPU s', digits: 2 },
  { key: 'growthMb', title: 'growth MB', digits: 1 },
  { key: 'peakMb', title: 'peak MB', digits: 0 },
  { key: 'failed', title: 'failed', digits: 0 },
];

async function measure({ child, stream, headers }: Contender) {
  const url = `${stream}/big?bytes=${MEGABYTES * 1024 * 1024}`;
  const task: DownloadTask = { url, headers };
  forgetPeak(child?.pid);
  const before = { cpu: cpuSeconds(child?.pid), memory: residentMegabytes(child?.pid) };
  const command = [process.execPath, client, JSON.stringify(task)];
  const result = JSON.parse(await runProgram('rig', command, LIMIT_MS)) as DownloadResult;
  const peakMb = peakMegabytes(child?.pid);
  return {
    megabytesPerSecond: result.bytes / 1024 / 1024 / result.seconds,
    cpuSeconds: cpuSeconds(child?.pid) - before.cpu,
    growthMb: peakMb - before.memory,
    peakMb,
    failed: result.isWhole && result.bytes === MEGABYTES * 1024 * 1024 ? 0 : 1,
  };
}

/** One big body at a time: how fast, and what it leaves in memory. */
export async function runDownloads(
  contenders: readonly Contender[],
  options: BenchOptions,
): Promise<ModeResult> {
  for (const contender of contenders) await measure(contender);
  const rounds = await interleave(contenders, options.rounds, measure);
  return { name: 'big', title: `Download of ${MEGABYTES} MiB`, columns: COLUMNS, rounds };
}
