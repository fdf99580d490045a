/** One whole answer with status 200. */
export interface KeptAnswer {
  /** The path that the service was asked for, without query. */
  readonly path: string;
  /** Flat, as the service sent them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

interface Entry extends KeptAnswer {
  readonly serviceId: string;
  readonly atMs: number;
  readonly untilMs: number;
  readonly bytes: number;
}

interface CacheDeps {
  readonly monotonicMs?: (() => number) | undefined;
  readonly maxBytes?: number;
}

const MAX_BYTES = 64 * 1024 * 1024;
/** What one entry takes besides its text and bytes, roughly. */
const OVERHEAD_BYTES = 512;

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Answers in memory, 64 MiB at most; those that were not asked for the longest go first. */
export class ResponseCache {
  /** In the order in which they were last asked for. */
  readonly #entries = new Map<string, Entry>();
  /** Raised whenever answers of a service may have become wrong. */
  readonly #editions = new Map<string, number>();
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

  /** To be read before a service is asked, and given to `keep`. */
  editionOf(serviceId: string): number {
    return this.#editions.get(serviceId) ?? 0;
  }

  /** Keeps an answer for so many seconds, unless something changed since it was asked for. */
  keep(
    serviceId: string,
    name: string,
    answer: KeptAnswer,
    { seconds, edition }: { readonly seconds: number; readonly edition: number },
  ): void {
    if (edition !== this.editionOf(serviceId)) return;
    const before = this.#entries.get(name);
    if (before) this.#remove(name, before);
    const atMs = this.#now();
    const text = answer.headers.reduce((sum, part) => sum + part.length, name.length);
    const bytes = OVERHEAD_BYTES + answer.body.length + text;
    this.#put(name, { ...answer, serviceId, atMs, untilMs: atMs + seconds * 1000, bytes });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
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

  #clear(serviceId: string, isWrong: (entry: Entry) => boolean): number {
    this.#editions.set(serviceId, this.editionOf(serviceId) + 1);
    let count = 0;
    for (const [name, entry] of this.#entries) {
      if (entry.serviceId !== serviceId || !isWrong(entry)) continue;
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
