import type { LiveStatus } from '#shared/contract/operations/system';
import type { Latchkey } from '../../api/api';
import { Resource } from '../../api/resource.svelte';

const SETTLE_MS = 400;
const SECOND_MS = 1000;
/** Calls learn of their model and leave without a word where many end at once. */
const AGAIN_MS = 10_000;

interface Read extends LiveStatus {
  /** When it was read, by a clock that nobody sets. */
  readonly readAtMs: number;
}

/** Who is being served now: read again whenever their number changes, and ticking in between. */
export class LiveState {
  readonly read: Resource<Read>;
  #nowMs = $state(performance.now());
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    this.#latchkey = latchkey;
    this.read = new Resource(async () => {
      const live = await latchkey.api.status.live({});
      return { ...live, readAtMs: (this.#nowMs = performance.now()) };
    });
  }

  /** Whole seconds that a call has taken by now. */
  secondsOf({ seconds }: LiveStatus['calls'][number]): number {
    const sinceMs = this.#nowMs - (this.read.value?.readAtMs ?? this.#nowMs);
    return seconds + Math.max(0, Math.floor(sinceMs / SECOND_MS));
  }

  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const loadSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void this.read.load();
      }, SETTLE_MS);
    };
    void this.read.load();
    const end = this.#latchkey.listen((event) => event.name === 'live' && loadSoon());
    const tick = setInterval(() => this.#tick(), SECOND_MS);
    return () => {
      end();
      clearTimeout(timer);
      clearInterval(tick);
    };
  }

  #tick(): void {
    const { value } = this.read;
    const isBusy = value !== undefined && (value.total > 0 || value.waiting.length > 0);
    if (!isBusy) return;
    this.#nowMs = performance.now();
    if (this.#nowMs - value.readAtMs > AGAIN_MS) void this.read.load();
  }
}
