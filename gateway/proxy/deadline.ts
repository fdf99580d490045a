/** Until when the next thing must have happened, and until when all of it; on the monotonic clock. */
export class Deadline {
  #nextMs = Infinity;
  #wholeMs = Infinity;

  /** The next sign of life must come within this time. */
  waitAtMost(ms: number): void {
    this.#nextMs = performance.now() + ms;
  }

  /** All of it must be over within this time, whatever signs of life there are; null means no limit. */
  endWithin(ms: number | null): void {
    this.#wholeMs = ms === null ? Infinity : performance.now() + ms;
  }

  clear(): void {
    this.#nextMs = this.#wholeMs = Infinity;
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#nextMs || nowMs >= this.#wholeMs;
  }
}
