import type { Ledger } from '../../../gateway/ledger/ledger';
import { median } from '../statistics.ts';

const DAY_MS = 86_400_000;
const TIMES = 5;

type Question = readonly [name: string, ask: () => Promise<unknown>];

/** How long one question took. */
export interface Answered {
  readonly name: string;
  readonly firstMs: number;
  readonly medianMs: number;
}

/** Everything that the window asks of a ledger, over ranges up to a year. */
function questionsFor(ledger: Ledger, nowMs: number): Question[] {
  const last = (days: number) => ({ fromMs: nowMs - days * DAY_MS, toMs: nowMs });
  const series = (days: number, steps: number): Question => [
    `series of ${days} days, ${steps} steps`,
    () => ledger.series({ ...last(days), steps }),
  ];
  const rows = (name: string, wanted: object): Question => [
    name,
    () => ledger.records({ ...last(366), limit: 100, ...wanted }),
  ];
  const halfYear = nowMs - 182 * DAY_MS;
  return [
    ...[1, 7, 30, 90, 365].map((days): Question => [
      `summary of ${days} days`,
      () => ledger.summary(last(days)),
    ]),
    ...[1, 7, 30, 90, 365].map((days) => series(days, 48)),
    series(365, 500),
    ['spent in 31 days', () => ledger.spent(last(31))],
    ['lifetime', () => ledger.lifetime()],
    ['uses of keys', () => ledger.keyStats()],
    ['cycles', () => ledger.cycles()],
    ['sums of the open cycle', () => ledger.cycleSums('open')],
    rows('newest rows', {}),
    rows('rows of a day half a year ago', { fromMs: halfYear, toMs: halfYear + DAY_MS }),
    rows('rows of a key', { keyId: 'key-3' }),
    rows('rows of a rare key', { keyId: 'key-rare' }),
    rows('rows of a rare model', { model: 'model-rare' }),
    rows('rows of a person and service', { person: 'person-1', serviceId: 'service-3' }),
    rows('rows of a key nobody has', { keyId: 'nobody' }),
  ];
}

/** Asks each question some times, one after the other. */
export async function timeQuestions(ledger: Ledger, nowMs: number): Promise<Answered[]> {
  const found: Answered[] = [];
  for (const [name, ask] of questionsFor(ledger, nowMs)) {
    const tookMs: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      const at = performance.now();
      await ask();
      tookMs.push(performance.now() - at);
    }
    found.push({ name, firstMs: tookMs[0] ?? NaN, medianMs: median(tookMs) });
  }
  return found;
}
