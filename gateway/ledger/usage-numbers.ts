import type * as z from 'zod';
import type { usage } from '#shared/contract/operations/records';
import type { Cell } from './ledger-protocol';

/** The answer of `usage.summary`; its range is what was really counted. */
export type UsageSummary = z.input<typeof usage.summary.output>;
/** The same without its range. */
export type UsageSummaryRows = Omit<UsageSummary, 'fromMs' | 'toMs'>;
/** The answer of `usage.series`. */
export type UsageSeries = z.input<typeof usage.series.output>;
type Totals = UsageSummaryRows['totals'];

const WIDTH = 15;
const NANO = 1_000_000_000n;

/** Puts the two columns of a cost together again. */
export const toCost = (units: Cell | undefined, nano: Cell | undefined): bigint =>
  BigInt(units ?? 0) * NANO + BigInt(nano ?? 0);

/** Collects sums in bigint; only counts that fit are turned into numbers at the end. */
class Sum {
  readonly #numbers: bigint[] = new Array<bigint>(WIDTH).fill(0n);

  add(cells: readonly Cell[]): void {
    for (let i = 0; i < WIDTH; i++) {
      this.#numbers[i] = (this.#numbers[i] ?? 0n) + BigInt(cells[i] ?? 0);
    }
  }

  read(): Totals {
    const at = (index: number) => Number(this.#numbers[index] ?? 0n);
    return {
      calls: at(0),
      billed: at(1),
      succeeded: at(2),
      refused: at(3),
      failed: at(4),
      bytesIn: at(5),
      bytesOut: at(6),
      tokensIn: at(7),
      tokensOut: at(8),
      tokensCached: at(9),
      images: at(10),
      audioMs: at(11),
      wattSeconds: at(12),
      costNano: toCost(this.#numbers[13], this.#numbers[14]).toString(),
    };
  }
}

class Sums {
  readonly #sums = new Map<string, Sum>();

  add(name: string, cells: readonly Cell[]): void {
    let sum = this.#sums.get(name);
    if (!sum) this.#sums.set(name, (sum = new Sum()));
    sum.add(cells);
  }

  read<Row>(toRow: (name: string, totals: Totals) => Row): Row[] {
    return [...this.#sums].map(([name, sum]) => toRow(name, sum.read()));
  }
}

/**
 * Adds up rows of key, person, service, model and the sums: overall and by each of the four. Calls without a model have
 * a line with an empty name, so that the models add up to the whole.
 */
export function toSummary(rows: readonly (readonly Cell[])[]): UsageSummaryRows {
  const totals = new Sum();
  const by = { key: new Sums(), person: new Sums(), service: new Sums(), model: new Sums() };
  for (const [keyId, person, serviceId, model, ...cells] of rows) {
    totals.add(cells);
    // Refusals of nobody and of nothing belong to the totals only.
    if (keyId !== '') by.key.add(String(keyId), cells);
    if (person !== '') by.person.add(String(person), cells);
    if (serviceId !== '') by.service.add(String(serviceId), cells);
    by.model.add(String(model), cells);
  }
  return {
    totals: totals.read(),
    byService: by.service.read((serviceId, sums) => ({ serviceId, ...sums })),
    byKey: by.key.read((keyId, sums) => ({ keyId, ...sums })),
    byPerson: by.person.read((person, sums) => ({ person, ...sums })),
    byModel: by.model.read((model, sums) => ({ model, ...sums })),
  };
}

/** The series of `rows` of step, succeeded, refused and failed; steps without a call are zero. */
export function toSeries(
  { fromMs, stepMs, steps }: { fromMs: number; stepMs: number; steps: number },
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
  return { fromMs, stepMs, points };
}
