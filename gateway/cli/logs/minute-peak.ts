const MINUTE_MS = 60_000;

/** The busiest minute of somebody, for lines in about the order of time. */
export class MinutePeak {
  most = 0;
  /** The first millisecond of that minute. */
  mostMs = 0;
  #minute = -1;
  #calls = 0;

  add(atMs: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (minute !== this.#minute) this.#calls = 0;
    this.#minute = minute;
    this.#calls++;
    if (this.#calls <= this.most) return;
    this.most = this.#calls;
    this.mostMs = minute * MINUTE_MS;
  }
}
