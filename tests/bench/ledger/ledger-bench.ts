// The record of calls with millions of rows: how long the questions of the window take, and whether recording slows down.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Ledger } from '../../../gateway/ledger/ledger';
import { median } from '../statistics.ts';
import { fillLedger, YEAR_MS } from './fill-ledger.ts';
import { loadLedger } from './open-ledger.ts';
import { timeQuestions, type Answered } from './questions.ts';
import { recordDuring, recordFor, type Recorded } from './recording.ts';

const DAY_MS = 86_400_000;
const SLOWEST_MS = 300;

/** What the run takes and where it says how it goes. */
interface LedgerBench {
  /** An empty folder. */
  readonly folder: string;
  readonly rows: number;
  readonly rounds: number;
  readonly seconds: number;
  say(text: string): void;
}

/** Everything that was measured; `failures` are sentences about what missed its aim. */
interface LedgerFigures {
  readonly rows: number;
  readonly megabytes: number;
  readonly openMs: number;
  readonly questions: readonly Answered[];
  readonly rates: readonly { readonly empty: number; readonly full: number }[];
  readonly besides: Readonly<Record<string, Recorded>>;
  readonly failures: readonly string[];
}

/** Both ledgers in turns, so that what the machine does meets both. */
async function compareRates(empty: Ledger, full: Ledger, { rounds, seconds, say }: LedgerBench) {
  const rates: { empty: number; full: number }[] = [];
  for (const ledger of [empty, full]) await recordFor(ledger, 1);
  for (let round = 0; round < rounds; round++) {
    const { perSecond } = await recordFor(empty, seconds);
    rates.push({ empty: perSecond, full: (await recordFor(full, seconds)).perSecond });
  }
  const middle = (of: (rate: { empty: number; full: number }) => number, digits = 0) =>
    median(rates.map(of)).toFixed(digits);
  say(
    `  recorded a second: empty ${middle(({ empty }) => empty)}, full ${middle(({ full }) => full)}, ` +
      `full / empty ${middle(({ empty, full }) => full / empty, 3)}`,
  );
  return rates;
}

async function recordBesides(full: Ledger, { folder, seconds, say }: LedgerBench, nowMs: number) {
  // The oldest hundredth, as if the ledger had been cleared up till then.
  const oldMs = nowMs - YEAR_MS + YEAR_MS / 100;
  const week = { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs };
  const copy = path.join(folder, 'copy.db');
  const besides = {
    alone: await recordFor(full, seconds),
    prune: await recordDuring(full, full.prune(oldMs, oldMs + 9 * DAY_MS)),
    backup: await recordDuring(full, full.backup(copy)),
    export: await recordDuring(
      full,
      full.exportRows(week, () => {}),
    ),
  };
  for (const [name, { perSecond, p99Ms, maxMs, seconds: took }] of Object.entries(besides)) {
    const waits = `p99 ${p99Ms.toFixed(1)} ms, longest ${maxMs.toFixed(0)} ms`;
    say(
      `  recording, ${name}: ${perSecond.toFixed(0)} a second, ${waits}, in ${took.toFixed(1)} s`,
    );
  }
  return besides;
}

/** Fills a ledger and measures it beside an empty one. */
export async function runLedgerBench(bench: LedgerBench): Promise<LedgerFigures> {
  const { folder, rows, say } = bench;
  const { openLedger, close } = await loadLedger();
  const [emptyDir, fullDir] = [path.join(folder, 'empty'), path.join(folder, 'full')];
  for (const dataDir of [emptyDir, fullDir]) {
    mkdirSync(dataDir, { recursive: true });
    await (await openLedger({ dataDir })).close();
  }
  const nowMs = Date.now();
  const file = path.join(fullDir, 'ledger.db');
  say(`\nLedger of ${rows.toLocaleString('en')} calls over a year`);
  fillLedger(file, rows, nowMs);
  const empty = await openLedger({ dataDir: emptyDir });
  const at = performance.now();
  const full = await openLedger({ dataDir: fullDir });
  const openMs = performance.now() - at;
  const megabytes = statSync(file).size / 1024 / 1024;
  say(`  ${megabytes.toFixed(0)} MB, checked and opened in ${openMs.toFixed(0)} ms`);
  const questions = await timeQuestions(full, nowMs);
  for (const { name, firstMs, medianMs } of questions) {
    const [first, middle] = [firstMs, medianMs].map((ms) => ms.toFixed(1).padStart(8));
    say(`  ${name.padEnd(32)} ${middle} ms, the first time ${first} ms`);
  }
  const rates = await compareRates(empty, full, bench);
  const besides = await recordBesides(full, bench, nowMs);
  await Promise.all([empty.close(), full.close()]);
  await close();
  const failures = questions
    .filter(({ medianMs }) => !(medianMs <= SLOWEST_MS))
    .map(({ name, medianMs }) => `${name}: ${medianMs.toFixed(0)} ms, more than ${SLOWEST_MS}`);
  return { rows, megabytes, openMs, questions, rates, besides, failures };
}
