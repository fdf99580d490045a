import type { Bill } from '#shared/contract/operations/billing';
import type { BillSums } from '../ledger/ledger';

/** Adds bills up exactly, by any name. */
export class BillTable<Name extends string | null> {
  readonly #sums = new Map<Name, BillSums>();

  add(name: Name, sums: BillSums): void {
    const before = this.#sums.get(name) ?? nothing;
    this.#sums.set(name, addBills(before, sums));
  }

  of(name: Name): BillSums {
    return this.#sums.get(name) ?? nothing;
  }

  /** The dearest first. */
  entries(): [Name, BillSums][] {
    return [...this.#sums].sort(([, a], [, b]) =>
      a.costNano === b.costNano ? b.billed - a.billed : a.costNano < b.costNano ? 1 : -1,
    );
  }
}

const nothing: BillSums = { calls: 0, billed: 0, tokensIn: 0, tokensOut: 0, costNano: 0n };

/** The sum of two bills. */
const addBills = (a: BillSums, b: BillSums): BillSums => ({
  calls: a.calls + b.calls,
  billed: a.billed + b.billed,
  tokensIn: a.tokensIn + b.tokensIn,
  tokensOut: a.tokensOut + b.tokensOut,
  costNano: a.costNano + b.costNano,
});

/** The sum of any number of bills. */
export const sumBills = (bills: readonly BillSums[]): BillSums => bills.reduce(addBills, nothing);

/** A bill as it crosses a wire. */
export const toBill = ({ calls, billed, tokensIn, tokensOut, costNano }: BillSums): Bill => ({
  calls,
  billed,
  tokensIn,
  tokensOut,
  costNano: costNano.toString(),
});
