import { PERIODS, TOTAL, type Epoch } from './period-clock';

/** What is counted, in the order in which amounts are kept. */
export const MEASURES = ['calls', 'tokens', 'money'] as const;

/** One figure per measure; whole and never negative. */
export type Amounts = readonly bigint[];

const slot = (period: number, measure: number): number => period * MEASURES.length + measure;

const noAmounts = (slots: number): bigint[] => new Array<bigint>(slots).fill(0n);

/**
 * What one key, person or service has used and holds back, for ever and in each period. Only the sums for ever are
 * kept up to date; a period is the difference to what they were when it began, so a call costs the same however many
 * periods are watched. What a call uses belongs to the periods in which it began.
 */
export class Account {
  /** Calls under way. */
  open = 0;
  #used = noAmounts(MEASURES.length);
  #reserved = noAmounts(MEASURES.length);
  /** What was used, and held back, when each period began. */
  readonly #usedBefore = noAmounts(PERIODS.length * MEASURES.length);
  readonly #reservedBefore = noAmounts(PERIODS.length * MEASURES.length);
  #epoch: Epoch;

  constructor(epoch: Epoch) {
    this.#epoch = epoch;
  }

  usedIn(period: number, measure: number): bigint {
    const used = this.#used[measure] ?? 0n;
    return period === TOTAL ? used : used - (this.#usedBefore[slot(period, measure)] ?? 0n);
  }

  reservedIn(period: number, measure: number): bigint {
    const reserved = this.#reserved[measure] ?? 0n;
    if (period === TOTAL) return reserved;
    return reserved - (this.#reservedBefore[slot(period, measure)] ?? 0n);
  }

  /** Begins the periods that have begun since; to be called before anything is read or held back. */
  catchUp(epoch: Epoch): void {
    if (epoch === this.#epoch) return;
    for (let period = 0; period < TOTAL; period++) {
      if (epoch.serials[period] === this.#epoch.serials[period]) continue;
      for (let measure = 0; measure < MEASURES.length; measure++) {
        this.#usedBefore[slot(period, measure)] = this.#used[measure] ?? 0n;
        this.#reservedBefore[slot(period, measure)] = this.#reserved[measure] ?? 0n;
      }
    }
    this.#epoch = epoch;
  }

  /** Holds back for a call that begins. */
  hold(amounts: Amounts): void {
    this.open++;
    add(this.#reserved, amounts, 1n);
  }

  /** Ends what `hold` began in `epoch`. */
  free(epoch: Epoch, amounts: Amounts): void {
    this.open--;
    add(this.#reserved, amounts, -1n);
    if (epoch !== this.#epoch) this.#addToClosed(this.#reservedBefore, epoch, amounts, -1n);
  }

  /** Counts what a call that began in `epoch` has used. */
  charge(epoch: Epoch, amounts: Amounts): void {
    add(this.#used, amounts, 1n);
    if (epoch !== this.#epoch) this.#addToClosed(this.#usedBefore, epoch, amounts, 1n);
  }

  /** Adds what is on record from before this run. */
  addKnown(amounts: Amounts): void {
    add(this.#used, amounts, 1n);
  }

  /** Sets what a period has seen when `total` was all there was. */
  setPeriod(period: number, total: Amounts, inPeriod: Amounts): void {
    for (let measure = 0; measure < MEASURES.length; measure++) {
      this.#usedBefore[slot(period, measure)] = (total[measure] ?? 0n) - (inPeriod[measure] ?? 0n);
    }
  }

  /** Moves the beginning of the period that is `serial`: so much that was used lies before it now, or, with `sign` -1, in it. */
  shiftPeriod(period: number, serial: number | undefined, amounts: Amounts, sign: bigint): void {
    if (this.#epoch.serials[period] !== serial) return;
    for (let measure = 0; measure < MEASURES.length; measure++) {
      this.#usedBefore[slot(period, measure)]! += sign * (amounts[measure] ?? 0n);
    }
  }

  #addToClosed(before: bigint[], epoch: Epoch, amounts: Amounts, sign: bigint): void {
    for (let period = 0; period < TOTAL; period++) {
      if (epoch.serials[period] === this.#epoch.serials[period]) continue;
      for (let measure = 0; measure < MEASURES.length; measure++) {
        const amount = amounts[measure] ?? 0n;
        if (amount !== 0n) before[slot(period, measure)]! += sign * amount;
      }
    }
  }
}

function add(to: bigint[], amounts: Amounts, sign: bigint): void {
  for (let measure = 0; measure < MEASURES.length; measure++) {
    const amount = amounts[measure] ?? 0n;
    if (amount !== 0n) to[measure]! += sign * amount;
  }
}
