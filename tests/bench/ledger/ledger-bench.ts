// The record of calls with millions of rows: how long the questions of the window take, and whether recording slows down.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'vite';
import type { Ledger } from '../../../gateway/ledger/ledger';
import { median, percentile } from '../statistics.ts';
import { fillLedger, YEAR_MS } from './fill-ledger.ts';

type OpenLedger = (options: { dataDir: string }) => Promise<Ledger>;

const root = path.resolve(import.meta.dirname, '../../..');
const shared = path.join(root, 'shared');
const DAY_MS = 86_400_000;
const SLOWEST_MS = 300;
const AT_ONCE = 64;

/** The gateway's source, through Vite as in the tests. */
async function loadLedger(): Promise<{ openLedger: OpenLedger; close(): Promise<void> }> {
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null, hmr: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { alias: [{ find: /^#shared\/(.*)$/, replacement: `${shared}/$1.ts` }] },
  });
  const module = await vite.ssrLoadModule(path.join(root, 'gateway/ledger/ledger.ts'));
  return { openLedger: module['openLedger'] as OpenLedger, close: () => vite.close() };
}

const call = (number: number) => ({
  requestId: `bench-${number}`,
  startedAtMs: Date.now(),
  keyId: `key-${number % 12}`,
  person: `person-${number % 6}`,
  serviceId: `service-${number % 4}`,
  method: 'POST',
  path: '/v1/chat/completions',
  model: null,
});
const ended = (number: number) => ({
  status: 200,
  outcome: 'succeeded' as const,
  billed: true,
  bytesIn: 800,
  bytesOut: 4000,
  tokensIn: 300,
  tokensOut: 900,
  tokensCached: null,
  images: null,
  audioMs: null,
  wattSeconds: null,
  costNano: 1_000_000n,
  firstByteMs: 120.5,
  totalMs: 900.5,
  model: `model-${number % 8}`,
  flags: [],
});

/** Records calls, 64 at once, until `isOver`; how many a second, and how long each waited. */
async function record(ledger: Ledger, isOver: () => boolean) {
  const waitsMs: number[] = [];
  let number = 0;
  const start = performance.now();
  const caller = async () => {
    while (!isOver()) {
      const row = ledger.open(call(++number));
      await new Promise((resolve) => setImmediate(resolve));
      const at = performance.now();
      await ledger.settle(row, ended(number));
      waitsMs.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  const perSecond = (waitsMs.length / (performance.now() - start)) * 1000;
  return { perSecond, p99Ms: percentile(waitsMs, 0.99), maxMs: percentile(waitsMs, 1) };
}

const recordFor = (ledger: Ledger, seconds: number) => {
  const end = performance.now() + seconds * 1000;
  return record(ledger, () => performance.now() > end);
};

const questionsFor = (ledger: Ledger, nowMs: number): [string, () => Promise<unknown>][] => {
  const last = (days: number) => ({ fromMs: nowMs - days * DAY_MS, toMs: nowMs });
  const rows =
    (change: object, days = 366) =>
    () =>
      ledger.records({ ...last(days), limit: 100, ...change });
  return [
    ...[1, 7, 30, 90, 365, 400].map((days): [string, () => Promise<unknown>] => [
      `summary of ${days} days`,
      () => ledger.summary(last(days)),
    ]),
    ...[1, 7, 30, 90, 140, 180, 365].map((days): [string, () => Promise<unknown>] => [
      `series of ${days} days, 48 steps`,
      () => ledger.series({ ...last(days), steps: 48 }),
    ]),
    ['series of 365 days, 500 steps', () => ledger.series({ ...last(365), steps: 500 })],
    ['spent in 31 days', () => ledger.spent(last(31))],
    ['lifetime', () => ledger.lifetime()],
    ['cycles', () => ledger.cycles()],
    ['sums of the open cycle', () => ledger.cycleSums('open')],
    ['newest 100 rows', rows({})],
    [
      '100 rows of a day half a year ago',
      () =>
        ledger.records({
          fromMs: nowMs - YEAR_MS / 2,
          toMs: nowMs - YEAR_MS / 2 + DAY_MS,
          limit: 100,
        }),
    ],
    ['rows of a key', rows({ keyId: 'key-3' })],
    ['rows of a rare key', rows({ keyId: 'key-rare' })],
    ['rows of a rare model', rows({ model: 'model-rare' })],
    ['rows of a person and service', rows({ person: 'person-1', serviceId: 'service-2' })],
    ['rows of a key nobody has', rows({ keyId: 'nobody' })],
  ];
};

async function timeQuestions(ledger: Ledger, nowMs: number) {
  const found: { name: string; firstMs: number; medianMs: number }[] = [];
  for (const [name, ask] of questionsFor(ledger, nowMs)) {
    const tookMs: number[] = [];
    for (let i = 0; i < 5; i++) {
      const at = performance.now();
      await ask();
      tookMs.push(performance.now() - at);
    }
    found.push({ name, firstMs: tookMs[0] ?? NaN, medianMs: median(tookMs) });
  }
  return found;
}

/** Recording while something else goes on in the ledger. */
async function during(ledger: Ledger, work: () => Promise<unknown>) {
  let isOver = false;
  const at = performance.now();
  const done = work().finally(() => (isOver = true));
  const figures = await record(ledger, () => isOver);
  await done;
  return { ...figures, seconds: (performance.now() - at) / 1000 };
}

export interface LedgerFigures {
  readonly failures: readonly string[];
  readonly [name: string]: unknown;
}

/** Fills a ledger and measures it beside an empty one. */
export async function runLedgerBench(
  folder: string,
  { rows, rounds, seconds }: { rows: number; rounds: number; seconds: number },
  say: (text: string) => void,
): Promise<LedgerFigures> {
  const { openLedger, close } = await loadLedger();
  const folders = [path.join(folder, 'empty'), path.join(folder, 'full')] as const;
  for (const dataDir of folders) {
    mkdirSync(dataDir, { recursive: true });
    await (await openLedger({ dataDir })).close();
  }
  const nowMs = Date.now();
  say(`\nLedger of ${rows.toLocaleString('en')} rows over a year`);
  let at = performance.now();
  const file = path.join(folders[1], 'ledger.db');
  fillLedger(file, rows, nowMs);
  const fillSeconds = (performance.now() - at) / 1000;
  at = performance.now();
  const [empty, full] = [
    await openLedger({ dataDir: folders[0] }),
    await openLedger({ dataDir: folders[1] }),
  ];
  const startMs = performance.now() - at;
  const megabytes = statSync(file).size / 1024 / 1024;
  say(
    `  made in ${fillSeconds.toFixed(0)} s, ${megabytes.toFixed(0)} MB, opened and checked in ${startMs.toFixed(0)} ms`,
  );
  const questions = await timeQuestions(full, nowMs);
  for (const { name, firstMs, medianMs } of questions) {
    say(
      `  ${name.padEnd(40)} ${firstMs.toFixed(1).padStart(9)} ms first ${medianMs.toFixed(1).padStart(9)} ms`,
    );
  }
  const rates: { empty: number; full: number }[] = [];
  await recordFor(empty, 1);
  await recordFor(full, 1);
  for (let round = 0; round < rounds; round++) {
    const one = { empty: (await recordFor(empty, seconds)).perSecond, full: 0 };
    rates.push({ ...one, full: (await recordFor(full, seconds)).perSecond });
  }
  const ratio = median(rates.map((rate) => rate.full / rate.empty));
  say(
    `  calls recorded a second: empty ${median(rates.map((rate) => rate.empty)).toFixed(0)}, full ${median(rates.map((rate) => rate.full)).toFixed(0)}, ratio ${ratio.toFixed(3)}`,
  );
  const alone = await recordFor(full, seconds);
  const prune = await during(full, () => full.prune(nowMs - YEAR_MS + YEAR_MS / 100, nowMs));
  const backup = await during(full, () => full.backup(path.join(folder, 'copy.db')));
  let exported = 0;
  const range = { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs };
  const rowsOut = await during(full, () =>
    full.exportRows(range, (some) => void (exported += some.length)),
  );
  const besides = { alone: { ...alone, seconds }, prune, backup, export: rowsOut };
  for (const [name, figures] of Object.entries(besides)) {
    say(
      `  recording, ${name}: ${figures.perSecond.toFixed(0)} a second, p99 ${figures.p99Ms.toFixed(1)} ms, longest ${figures.maxMs.toFixed(0)} ms, in ${figures.seconds.toFixed(1)} s`,
    );
  }
  await Promise.all([empty.close(), full.close()]);
  await close();
  rmSync(folder, { recursive: true, force: true });
  const slow = questions.filter(({ medianMs }) => !(medianMs <= SLOWEST_MS));
  const failures = slow.map(({ name, medianMs }) => `${name} took ${medianMs.toFixed(0)} ms.`);
  return {
    rows,
    fillSeconds,
    startMs,
    megabytes,
    questions,
    rates,
    ratio,
    besides,
    exported,
    failures,
  };
}
