/** What is asked of a service here. */
interface SeenService {
  readonly id: string;
  readonly name: string;
  readonly health: 'unknown' | 'up' | 'down';
  readonly paused: boolean;
}

interface Outage {
  readonly sinceMs: number;
  /** `due`: nobody was told yet. */
  state: 'due' | 'told' | 'kept';
}

interface OutageDeps {
  readonly list: () => Promise<readonly SeenService[]>;
  /** Returns whether the owner was told. */
  readonly down: (name: string) => Promise<boolean>;
  readonly back: (name: string) => void;
  readonly nowMs: () => number;
}

/** A service that is started anew, or a computer that wakes, is none of the owner's business. */
const TELL_AFTER_MS = 60_000;

/** Tells of a service that has been down for a minute, once, and of its return when its absence was told. */
export class ServiceOutages {
  readonly #deps: OutageDeps;
  readonly #outages = new Map<string, Outage>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(deps: OutageDeps) {
    this.#deps = deps;
  }

  /** Something about services changed. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look()).catch(() => undefined); // it went away meanwhile
    return this.#looking;
  }

  /** Forgets everything: there is no gateway that could tell. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#outages.clear();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    const services = await this.#deps.list();
    const ids = new Set(services.map(({ id }) => id));
    for (const id of this.#outages.keys()) if (!ids.has(id)) this.#outages.delete(id);
    for (const service of services) await this.#see(service);
    this.#lookAgain();
  }

  async #see({ id, name, health, paused }: SeenService): Promise<void> {
    const outage = this.#outages.get(id);
    if (health !== 'down' || paused) {
      // What is not known yet after a change of the service is no return.
      if (outage?.state === 'told' && health === 'up') this.#deps.back(name);
      this.#outages.delete(id);
    } else if (!outage) {
      this.#outages.set(id, { sinceMs: this.#deps.nowMs(), state: 'due' });
    } else if (outage.state === 'due' && this.#leftMs(outage) <= 0) {
      outage.state = (await this.#deps.down(name)) ? 'told' : 'kept';
    }
  }

  #leftMs({ sinceMs }: Outage): number {
    return sinceMs + TELL_AFTER_MS - this.#deps.nowMs();
  }

  #lookAgain(): void {
    const due = [...this.#outages.values()].filter(({ state }) => state === 'due');
    if (due.length === 0) return;
    const nextMs = Math.min(...due.map((outage) => this.#leftMs(outage)));
    this.#timer = setTimeout(() => void this.look(), Math.max(0, nextMs));
  }
}
