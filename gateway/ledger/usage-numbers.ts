import type * as z from 'zod';
import type { usage } from '#shared/contract/operations/records';
import type { Cell } from './ledger-protocol';

/** The answer of `usage.summary` without its range. */
export type UsageSummaryRows = Omit<z.input<typeof usage.summary.output>, 'fromMs' | 'toMs'>;
/** The answer of `usage.series`. */
export type UsageSeries = z.input<typeof usage.series.output>;
type Totals = UsageSummaryRows['totals'];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const floorTo = (ms: number, unit: number) => Math.floor(ms / unit) * unit;
const ceilTo = (ms: number, unit: number) => Math.ceil(ms / unit) * unit;

/** A time range, `toMs` exclusive. It is answered in whole minutes: those that it begins and ends in are counted whole. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The values of the summary statement: whole hours in the middle, minutes before and after them. */
export function summaryValues(range: Range): Record<string, number> {
  const from = floorTo(range.fromMs, MINUTE_MS);
  const to = ceilTo(range.toMs, MINUTE_MS);
  const hourFrom = Math.min(ceilTo(from, HOUR_MS), to);
  const hourTo = Math.max(floorTo(to, HOUR_MS), hourFrom);
  return { from, headTo: hourFrom, hourFrom, hourTo, tailFrom: hourTo, to };
}

/** Collects sums in bigint; only counts that fit are turned into numbers at the end. */
class Sum {
  readonly #numbers: bigint[] = new Array<bigint>(9).fill(0n);

  add(cells: readonly Cell[]): void {
    for (let i = 0; i < 9; i++) this.#numbers[i] = (this.#numbers[i] ?? 0n) + BigInt(cells[i] ?? 0);
  }

  read(): Totals {
    const at = (index: number) => Number(this.#numbers[index] ?? 0n);
    return {
      calls: at(0),
      succeeded: at(1),
      refused: at(2),
      failed: at(3),
      bytesIn: at(4),
      bytesOut: at(5),
      tokensIn: at(6),
      tokensOut: at(7),
      costNano: (this.#numbers[8] ?? 0n).toString(),
    };
  }
}

const addTo = (sums: Map<string, Sum>, id: string, cells: readonly Cell[]) => {
  // Refusals of nobody and of nothing belong to the totals only.
  if (id === '') return;
  let sum = sums.get(id);
  if (!sum) sums.set(id, (sum = new Sum()));
  sum.add(cells);
};

/** Adds up the rows of the summary statement: overall, by service and by key. */
export function toSummary(rows: readonly (readonly Cell[])[]): UsageSummaryRows {
  const totals = new Sum();
  const services = new Map<string, Sum>();
  const keys = new Map<string, Sum>();
  for (const [keyId, serviceId, ...cells] of rows) {
    totals.add(cells);
    addTo(services, String(serviceId), cells);
    addTo(keys, String(keyId), cells);
  }
  return {
    totals: totals.read(),
    byService: [...services].map(([serviceId, sum]) => ({ serviceId, ...sum.read() })),
    byKey: [...keys].map(([keyId, sum]) => ({ keyId, ...sum.read() })),
  };
}

/** The step that divides a range into `steps` equal parts, at least a millisecond. */
export const stepOf = ({ fromMs, toMs }: Range, steps: number): number =>
  Math.max(1, Math.ceil((toMs - fromMs) / steps));

/** The values of the series statement. */
export function seriesValues(range: Range, steps: number): Record<string, number> {
  const floor = floorTo(range.fromMs, MINUTE_MS);
  return { from: range.fromMs, floor, to: range.toMs, step: stepOf(range, steps), steps };
}

/** Puts the rows of the series statement where they belong; steps without a call are zero. */
export function toSeries(
  range: Range,
  steps: number,
  rows: readonly (readonly Cell[])[],
): UsageSeries {
  const points = Array.from({ length: steps }, () => ({ succeeded: 0, refused: 0, failed: 0 }));
  for (const [step, succeeded, refused, failed] of rows) {
    points[Number(step)] = {
      succeeded: Number(succeeded),
      refused: Number(refused),
      failed: Number(failed),
    };
  }
  return { fromMs: range.fromMs, stepMs: stepOf(range, steps), points };
}
