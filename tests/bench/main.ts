// `npm run bench`: Latchkey and what else could stand in its place, measured in one run on one machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { endAll, isPinned } from './child-process.ts';
import type { Contender, StartContext } from './contenders/contender.ts';
import type { LatchkeyContender } from './contenders/latchkey.ts';
import { runLedgerBench } from './ledger/ledger-bench.ts';
import { runDownloads } from './modes/downloads.ts';
import type { ModeResult } from './modes/mode-result.ts';
import { runSteady } from './modes/steady.ts';
import { runStreams } from './modes/streams.ts';
import { runThroughput } from './modes/throughput.ts';
import { readOptions, rowsFor, USAGE, type BenchOptions, type CallMode } from './options.ts';
import { toFailures, toSummary, toTable } from './report.ts';
import { createLoad, isInstalled, loadName, startContender, startUpstreams } from './rig.ts';
import { toVerdicts } from './verdicts.ts';
import { runWindowBench } from './window/window-bench.ts';

const say = (text: string) => console.log(text);

/** Longer than any run with these options can take when nothing hangs. */
const limitMs = (options: BenchOptions): number => {
  const { modes, rounds, seconds, warmSeconds } = options;
  const filled = (mode: 'ledger' | 'window') =>
    modes.includes(mode) ? 60_000 + rowsFor(mode, options) * 0.3 : 0;
  return (
    120_000 +
    filled('ledger') +
    filled('window') +
    modes.length * 5 * (rounds * 2 * (seconds + 3) + warmSeconds + 5) * 1000
  );
};

/** No server and no file may be left behind, whatever ends the run. */
function prepareEnd(folder: string): void {
  process.on('exit', () => {
    void endAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(130));
}

/** Waits for the servers first: where nobody takes orphans in, they would stay as zombies. */
const end = (code: number): void => {
  const exit = () => process.exit(code);
  endAll().then(exit, exit);
};

async function startContenders(options: BenchOptions, context: StartContext) {
  const contenders: Contender[] = [];
  const missing: string[] = [];
  for (const name of options.contenders) {
    if (!isInstalled(name)) {
      say(`  ${name} is not installed and left out.`);
      continue;
    }
    try {
      contenders.push(await startContender(name, context));
    } catch (error) {
      missing.push(`${name} did not start: ${error instanceof Error ? error.message : error}`);
    }
  }
  for (const line of missing) say(`  ${line}`);
  return { contenders, missing };
}

async function runMode(
  mode: CallMode,
  contenders: readonly Contender[],
  options: BenchOptions,
  folder: string,
): Promise<ModeResult[]> {
  if (mode === 'sse') return [await runStreams(contenders, options)];
  if (mode === 'big') return [await runDownloads(contenders, options)];
  const throughput = await runThroughput(mode, contenders, createLoad(folder), options);
  return mode === 'post' ? [throughput] : [throughput, await runSteady(contenders, options)];
}

/** "All on" is proved, not claimed: the ledger must hold every call that was answered. */
async function countRecords(contenders: readonly Contender[], results: readonly ModeResult[]) {
  const latchkey = contenders.find((one): one is LatchkeyContender => one.name === 'latchkey');
  if (!latchkey) return undefined;
  const answered = results
    .flatMap((result) => result.rounds.latchkey ?? [])
    .reduce((sum, figures) => sum + (figures['requests'] ?? 0), 0);
  return { answered, onRecord: await latchkey.callsOnRecord() };
}

const machine = () => ({
  at: new Date().toISOString(),
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  pinned: isPinned,
  load: loadName,
});

/** Calls through every contender. */
async function benchCalls(options: BenchOptions, modes: readonly CallMode[], folder: string) {
  const upstreams = await startUpstreams(folder);
  const { contenders, missing } = await startContenders(options, { upstreams, folder });
  const results: ModeResult[] = [];
  for (const mode of modes) {
    const found = await runMode(mode, contenders, options, folder);
    for (const result of found) say(toTable(result));
    results.push(...found);
  }
  const records = await countRecords(contenders, results);
  const failures = toFailures(results);
  say(toSummary(results));
  if (records) {
    say(
      `  Ledger: ${records.onRecord} calls on record, ${records.answered} answered in the rounds`,
    );
    // Not `<`: a count that is no number must not pass.
    if (!(records.onRecord >= records.answered))
      failures.push('The ledger does not hold every call.');
  }
  return { results, verdicts: results.flatMap(toVerdicts), records, failures, missing };
}

async function bench(options: BenchOptions): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
  prepareEnd(folder);
  const here = machine();
  const pinned = here.pinned ? 'servers on core 0, upstream and load on core 1' : 'not pinned';
  say(`Node ${here.node}, ${here.processor}, ${here.cores} cores (${pinned}), ${here.load}`);
  const { rounds, seconds } = options;
  const modes = options.modes.filter((mode) => mode !== 'ledger' && mode !== 'window');
  const calls = modes.length > 0 ? await benchCalls(options, modes, folder) : undefined;
  const filled = (mode: 'ledger' | 'window') => ({
    folder: path.join(folder, mode),
    rows: rowsFor(mode, options),
    rounds,
    say,
  });
  const ledger = options.modes.includes('ledger')
    ? await runLedgerBench({ ...filled('ledger'), seconds })
    : undefined;
  const window = options.modes.includes('window')
    ? await runWindowBench(filled('window'))
    : undefined;
  const failures = [
    ...(calls?.failures ?? []),
    ...(ledger?.failures ?? []),
    ...(window?.failures ?? []),
  ];
  const missing = calls?.missing ?? [];
  for (const line of failures) say(`  ${line}`);
  const report = { ...here, options, ...calls, ledger, window, failures, missing };
  writeFileSync(options.jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  say(`\nFigures: ${options.jsonPath}`);
  return failures.length + missing.length > 0 ? 1 : 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    say(USAGE);
  } else {
    setTimeout(() => {
      console.error('The bench took too long and was stopped.');
      end(1);
    }, limitMs(options)).unref();
    end(await bench(options));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  end(1);
}
