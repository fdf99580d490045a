import { ownCopy } from './own-copy';

/**
 * Threat: who calls chooses the paths, addresses and key beginnings in a log, and can send millions of different ones.
 * So a table keeps the busiest names only and never grows beyond twice its capacity.
 */
interface Counted {
  count: number;
}

/**
 * Counts by name in bounded memory. While it never had to forget a name, every count is exact; after that a count may be too
 * low by at most `missed`, and no name with a higher count than `missed` is absent.
 */
export class BoundedTable<V extends Counted> {
  readonly #capacity: number;
  readonly #create: () => V;
  readonly #rows = new Map<string, V>();
  missed = 0;

  constructor(capacity: number, create: () => V) {
    this.#capacity = capacity;
    this.#create = create;
  }

  /** The row of a name, with one more call on it. */
  add(name: string): V {
    let row = this.#rows.get(name);
    if (row === undefined) {
      if (this.#rows.size >= this.#capacity * 2) this.#forgetRarest();
      row = this.#create();
      this.#rows.set(ownCopy(name), row);
    }
    row.count++;
    return row;
  }

  /** The busiest rows first; names that are equally busy in the order of the alphabet. */
  top(limit: number = this.#capacity): (readonly [string, V])[] {
    return [...this.#rows]
      .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
      .slice(0, Math.min(limit, this.#capacity));
  }

  #forgetRarest(): void {
    const busiest = [...this.#rows].sort(([, x], [, y]) => y.count - x.count);
    this.missed += busiest[this.#capacity]?.[1].count ?? 0;
    this.#rows.clear();
    for (const [name, row] of busiest.slice(0, this.#capacity)) this.#rows.set(name, row);
  }
}
