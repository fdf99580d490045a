/** Something that is judged again and again while it is under way. */
export interface Watched {
  /** Where it stands in the list; the list's own business. */
  place: number;
  /** Called with the monotonic time. */
  look(nowMs: number): void;
}

const TICK_MS = 50;

/**
 * One timer for all calls under way: a timer for each would cost more than the rest of a short call. Silent while there
 * are none. A plain list, because the tables that a Set leaves behind keep thousands of finished calls in memory.
 */
export class DeadlineWatch {
  readonly #watched: Watched[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(watched: Watched): void {
    watched.place = this.#watched.push(watched) - 1;
    this.#timer ??= setInterval(() => this.#look(), TICK_MS).unref();
  }

  remove(watched: Watched): void {
    if (this.#watched[watched.place] !== watched) return;
    const last = this.#watched.pop();
    if (!last || last === watched) return;
    last.place = watched.place;
    this.#watched[last.place] = last;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (this.#watched.length === 0) return this.close();
    const nowMs = performance.now();
    for (const watched of [...this.#watched]) watched.look(nowMs);
  }
}
