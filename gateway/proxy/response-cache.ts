/** A question on its way to a service. */
export interface Asking {
  readonly serviceId: string;
  /** The path that the service is asked for, without query. */
  readonly path: string;
}

/** One whole answer with status 200. */
export interface KeptAnswer {
  /** Flat, as the service sent them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

interface Entry extends KeptAnswer, Asking {
  readonly atMs: number;
  readonly untilMs: number;
  readonly bytes: number;
}

interface CacheDeps {
  readonly monotonicMs?: (() => number) | undefined;
  readonly maxBytes?: number;
}

const MAX_BYTES = 64 * 1024 * 1024;
/** Looking through all of them for what a change made wrong must not hold other calls up. */
const MAX_ENTRIES = 10_000;
/** What one entry takes besides its text and bytes, roughly. */
const OVERHEAD_BYTES = 512;

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Answers in memory, 64 MiB at most; those that were not asked for the longest go first. */
export class ResponseCache {
  /** In the order in which they were last asked for. */
  readonly #entries = new Map<string, Entry>();
  /** Questions whose answers may be kept, as long as nothing changes meanwhile. */
  readonly #asking = new Set<Asking>();
  readonly #now: () => number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor({ monotonicMs = () => performance.now(), maxBytes = MAX_BYTES }: CacheDeps = {}) {
    this.#now = monotonicMs;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The answer with this name, and its age in whole seconds. */
  find(name: string): { readonly answer: KeptAnswer; readonly ageSeconds: number } | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    this.#remove(name, entry);
    const nowMs = this.#now();
    if (nowMs >= entry.untilMs) return undefined;
    this.#put(name, entry);
    return { answer: entry, ageSeconds: Math.floor((nowMs - entry.atMs) / 1000) };
  }

  /** To be called before a service is asked; `end` must follow. */
  begin(serviceId: string, path: string): Asking {
    const asking = { serviceId, path };
    this.#asking.add(asking);
    return asking;
  }

  end(asking: Asking): void {
    this.#asking.delete(asking);
  }

  /** Keeps an answer for so many seconds, unless something changed since it was asked for. */
  keep(asking: Asking, name: string, answer: KeptAnswer, seconds: number): void {
    if (!this.#asking.has(asking)) return;
    const before = this.#entries.get(name);
    if (before) this.#remove(name, before);
    const atMs = this.#now();
    const text = answer.headers.reduce((sum, part) => sum + part.length, name.length);
    const bytes = OVERHEAD_BYTES + answer.body.length + text;
    this.#put(name, { ...asking, ...answer, atMs, untilMs: atMs + seconds * 1000, bytes });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes && this.#entries.size <= MAX_ENTRIES) break;
      this.#remove(oldest, entry);
    }
  }

  /** Forgets what a call that changes something at `path` may have made wrong: what lies there, below and above. */
  clearPath(serviceId: string, path: string): void {
    this.#clear(serviceId, (entry) => isBelow(entry.path, path) || isBelow(path, entry.path));
  }

  /** Forgets all of a service; returns how many answers that were. */
  clear(serviceId: string): number {
    return this.#clear(serviceId, () => true);
  }

  #clear(serviceId: string, isWrong: (asking: Asking) => boolean): number {
    const isOld = (one: Asking) => one.serviceId === serviceId && isWrong(one);
    for (const asking of this.#asking) if (isOld(asking)) this.#asking.delete(asking);
    let count = 0;
    for (const [name, entry] of this.#entries) {
      if (!isOld(entry)) continue;
      this.#remove(name, entry);
      count++;
    }
    return count;
  }

  #put(name: string, entry: Entry): void {
    this.#entries.set(name, entry);
    this.#bytes += entry.bytes;
  }

  #remove(name: string, entry: Entry): void {
    this.#entries.delete(name);
    this.#bytes -= entry.bytes;
  }
}
