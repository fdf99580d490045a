import { hashKey } from '../keys/api-key';

/** Digests of short-lived texts, each until its own time; the oldest goes when there are too many. */
export class ShortLived {
  readonly #untilMs = new Map<string, number>();
  readonly #max: number;
  constructor(max: number) {
    this.#max = max;
  }
  add(text: string, untilMs: number): void {
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size >= this.#max && oldest !== undefined) this.#untilMs.delete(oldest);
    this.#untilMs.set(hashKey(text), untilMs);
  }
  has(text: string, nowMs: number): boolean {
    const untilMs = this.#untilMs.get(hashKey(text));
    return untilMs !== undefined && nowMs < untilMs;
  }
  take(text: string, nowMs: number): boolean {
    const had = this.has(text, nowMs);
    this.#untilMs.delete(hashKey(text));
    return had;
  }
  clear(): void {
    this.#untilMs.clear();
  }
}
