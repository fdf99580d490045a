import type { Contender } from '../contenders/contender.ts';
import type { ContenderName } from '../options.ts';

/** The figures of one measurement by name. */
export type Figures = Readonly<Record<string, number>>;

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly digits: number;
}

/** What one mode measured: per contender one set of figures a round. */
export interface ModeResult {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rounds: Readonly<Partial<Record<ContenderName, readonly Figures[]>>>;
}

/** All figures of that name that a contender has; empty when it did not run. */
export const figuresOf = (result: ModeResult, name: ContenderName, key: string): number[] =>
  (result.rounds[name] ?? []).map((figures) => figures[key] ?? NaN);

/** Every contender once a round, each round beginning with another one, so that drift of the machine meets all. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender) => Promise<Figures>,
): Promise<ModeResult['rounds']> {
  const found: Partial<Record<ContenderName, Figures[]>> = {};
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      if (contender) (found[contender.name] ??= []).push(await measure(contender));
    }
  }
  return found;
}
