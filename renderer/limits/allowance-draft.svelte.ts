import type { Allowance, AllowanceChange } from '#shared/contract/operations/allowances';
import { toAmountText, toNano, toWhole } from '../text/amount';

export const MEASURES = ['calls', 'tokens', 'money'] as const;
export const PERIODS = ['day', 'week', 'month', 'total'] as const;
export type Measure = (typeof MEASURES)[number];
type Row = Record<(typeof PERIODS)[number], string>;

const noRow = (): Row => ({ day: '', week: '', month: '', total: '' });

const rowOf = <Cap>(caps: Record<keyof Row, Cap | null>, toText: (cap: Cap) => string): Row => {
  const textOf = (cap: Cap | null) => (cap === null ? '' : toText(cap));
  const { day, week, month, total } = caps;
  return { day: textOf(day), week: textOf(week), month: textOf(month), total: textOf(total) };
};

const capsOf = <Cap>(row: Row, toCap: (text: string) => Cap | undefined) => {
  const capOf = (text: string) => (text.trim() === '' ? null : (toCap(text) ?? null));
  return {
    day: capOf(row.day),
    week: capOf(row.week),
    month: capOf(row.month),
    total: capOf(row.total),
  };
};

/** An allowance as a person enters it: an empty field is no limit. */
export class AllowanceDraft {
  rows = $state<Record<Measure, Row>>({ calls: noRow(), tokens: noRow(), money: noRow() });
  concurrent = $state('');

  constructor(allowance: Allowance | undefined) {
    if (!allowance) return;
    const { calls, tokens, money, concurrent } = allowance;
    this.rows = {
      calls: rowOf(calls, String),
      tokens: rowOf(tokens, String),
      money: rowOf(money, toAmountText),
    };
    this.concurrent = concurrent === null ? '' : String(concurrent);
  }

  /** How many fields hold a limit. */
  count = $derived(
    MEASURES.flatMap((measure) => Object.values(this.rows[measure])).filter(
      (text) => text.trim() !== '',
    ).length + (this.concurrent.trim() === '' ? 0 : 1),
  );
  isGood = $derived(
    MEASURES.every((measure) =>
      PERIODS.every((period) => isCellGood(measure, this.rows[measure][period])),
    ) && isConcurrentGood(this.concurrent),
  );

  /** Every field, so that one which was emptied ends its limit. */
  toChange(): AllowanceChange {
    return {
      concurrent: this.concurrent.trim() === '' ? null : (toWhole(this.concurrent) ?? null),
      calls: capsOf(this.rows.calls, toWhole),
      tokens: capsOf(this.rows.tokens, toWhole),
      money: capsOf(this.rows.money, toNano),
    };
  }
}

/** Whether the gateway takes what stands in a field. */
export const isCellGood = (measure: Measure, text: string): boolean =>
  text.trim() === '' || (measure === 'money' ? toNano(text) : toWhole(text)) !== undefined;

/** Whether so many calls at once can be allowed. */
export function isConcurrentGood(text: string): boolean {
  const value = toWhole(text);
  return text.trim() === '' || (value !== undefined && value >= 1 && value <= 10_000);
}
