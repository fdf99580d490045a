/** Something that is judged again and again while it is under way. */
export interface Watched {
  /** Called with the monotonic time. */
  look(nowMs: number): void;
}

const TICK_MS = 50;

/** One timer for all calls under way: a timer for each would cost more than the rest of a short call. Silent while there are none. */
export class DeadlineWatch {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#look(), TICK_MS).unref();
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (this.#watched.size === 0) return this.close();
    const nowMs = performance.now();
    for (const watched of [...this.#watched]) watched.look(nowMs);
  }
}
