import { LatchkeyError } from '#shared/contract/errors';
import type { StoredService } from '../storage/config-schema';
import { WaitingLine, type Waiting } from './waiting-line';

/**
 * Threat: one person's script that sends everything at once, so that nobody else in the house gets an answer. Whoever
 * waits for a service that takes only so many calls at once gets a turn person by person, and no line grows without end.
 */
const MOST_WAITING = 100;
const MOST_WAITING_OF_KEY = 10;

/** A call to a service that takes only so many at once. */
export interface Asking {
  readonly serviceId: string;
  readonly keyId: string;
  /** Null for a key that belongs to nobody: it stands for itself. */
  readonly person: string | null;
  /** How many calls the service takes at once. */
  readonly most: number;
  readonly queueSeconds: number;
}

/** A place among the calls of a service. */
export interface Turn {
  /** The place in the queue on arrival, from 1; 0 when there was nothing to wait for. */
  readonly position: number;
  readonly waitedMs: number;
  /** Gives the place to the next; only the first time counts. */
  end(): void;
}

/** A call in the queue. */
export interface Wait {
  /** Rejects with QUEUE_TIMEOUT, or what `refuse` was given. */
  readonly turn: Promise<Turn>;
  /** Takes the call out of the queue; does nothing once it has its turn. */
  refuse(error: LatchkeyError): void;
}

interface QueueDeps {
  readonly monotonicMs?: (() => number) | undefined;
  /** Runs `action` after so long; returns the way to call it off. */
  readonly after?: (ms: number, action: () => void) => () => void;
}

interface Waiter extends Waiting {
  readonly serviceId: string;
  readonly sinceMs: number;
  position: number;
  /** Ends the wait, one way or the other. */
  begin(turn: Turn): void;
  fail(error: LatchkeyError): void;
}

class Lane {
  readonly line = new WaitingLine<Waiter>();
  busy = 0;
  most = 1;
  /** How long a call keeps its place, recent ones first; undefined before the first has ended. */
  meanMs: number | undefined;
}

const startTimer = (ms: number, action: () => void): (() => void) => {
  const timer = setTimeout(action, ms).unref();
  return () => clearTimeout(timer);
};

/** How much the newest call changes what is expected of the next. */
const NEWEST_SHARE = 0.2;

/** The queues of all services. */
export class FairQueue {
  readonly #lanes = new Map<string, Lane>();
  readonly #listeners: (() => void)[] = [];
  readonly #now: () => number;
  readonly #after: NonNullable<QueueDeps['after']>;
  #waiting = 0;
  #isClosed = false;

  constructor({ monotonicMs = () => performance.now(), after = startTimer }: QueueDeps = {}) {
    this.#now = monotonicMs;
    this.#after = after;
  }

  /** How many calls wait, for all services. */
  get waiting(): number {
    return this.#waiting;
  }

  waitingOf(serviceId: string): number {
    return this.#lanes.get(serviceId)?.line.length ?? 0;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** A place at once, or undefined when all are taken. */
  take({ serviceId, most }: Asking): Turn | undefined {
    let lane = this.#lanes.get(serviceId);
    if (!lane) this.#lanes.set(serviceId, (lane = new Lane()));
    lane.most = most;
    return lane.busy < most && lane.line.length === 0 ? this.#begin(lane, 0, 0) : undefined;
  }

  /** A place in the queue, after `take` found none. Throws QUEUE_FULL, or STOPPING after `close`. */
  wait(asking: Asking): Wait {
    if (this.#isClosed) throw new LatchkeyError('STOPPING');
    const lane = this.#lanes.get(asking.serviceId) ?? new Lane();
    const person = asking.person ?? `key ${asking.keyId}`;
    this.#makeRoom(lane, person, asking.keyId);
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    const stop = this.#after(asking.queueSeconds * 1000, () =>
      this.#refuse(lane, waiter, this.#tooLate(lane, waiter)),
    );
    const waiter: Waiter = {
      person,
      keyId: asking.keyId,
      serviceId: asking.serviceId,
      sinceMs: this.#now(),
      position: 0,
      begin: (turn) => (stop(), resolve(turn)),
      fail: (error) => (stop(), reject(error)),
    };
    lane.line.add(waiter);
    waiter.position = lane.line.aheadOf(waiter) + 1;
    this.#count(1);
    return { turn: promise, refuse: (error) => this.#refuse(lane, waiter, error) };
  }

  /** Refuses everybody for whom `judge` has a reason; to be called when the config changed. */
  refuseWhere(judge: (waiter: Waiting & { serviceId: string }) => LatchkeyError | undefined): void {
    for (const lane of this.#lanes.values()) {
      for (const waiter of lane.line.all()) {
        const error = judge(waiter);
        if (error) this.#refuse(lane, waiter, error);
      }
    }
  }

  /** Takes over how many calls the services take at once; a service without such a limit keeps nobody waiting. */
  retune(services: readonly Pick<StoredService, 'id' | 'allowance' | 'shadow'>[]): void {
    const known = new Map(services.map((one) => [one.id, one]));
    for (const [id, lane] of this.#lanes) {
      const service = known.get(id);
      lane.most = (service && !service.shadow && service.allowance.concurrent) || Infinity;
      this.#fill(lane);
      if (!service && lane.busy === 0) this.#lanes.delete(id);
    }
  }

  /** Refuses everybody who waits, and everybody who would. */
  close(): void {
    this.#isClosed = true;
    this.refuseWhere(() => new LatchkeyError('STOPPING', { retryAfterMs: 5000 }));
  }

  #begin(lane: Lane, position: number, waitedMs: number): Turn {
    const startMs = this.#now();
    let isOver = false;
    lane.busy++;
    return {
      position,
      waitedMs,
      end: () => {
        if (isOver) return;
        isOver = true;
        lane.busy--;
        const heldMs = this.#now() - startMs;
        lane.meanMs ??= heldMs;
        lane.meanMs += (heldMs - lane.meanMs) * NEWEST_SHARE;
        this.#fill(lane);
      },
    };
  }

  #fill(lane: Lane): void {
    while (lane.busy < lane.most) {
      const waiter = lane.line.next();
      if (!waiter) return;
      this.#count(-1);
      waiter.begin(this.#begin(lane, waiter.position, this.#now() - waiter.sinceMs));
    }
  }

  #refuse(lane: Lane, waiter: Waiter, error: LatchkeyError): void {
    if (!lane.line.remove(waiter)) return;
    this.#count(-1);
    waiter.fail(error);
  }

  /** In a full queue the person with the most gives up the last place to whoever has fewer: ten keys must not shut others out. */
  #makeRoom(lane: Lane, person: string, keyId: string): void {
    const { line } = lane;
    if (line.countOf(person, keyId) >= MOST_WAITING_OF_KEY) throw this.#full(lane);
    if (line.length < MOST_WAITING) return;
    const last = line.lastOfLongest();
    const isFairer = last && line.countOf(last.person) > line.countOf(person) + 1;
    if (!isFairer) throw this.#full(lane);
    this.#refuse(lane, last, this.#full(lane));
  }

  /** So long until everybody who waits now has had a turn. */
  #full = (lane: Lane): LatchkeyError =>
    new LatchkeyError('QUEUE_FULL', { retryAfterMs: turnsMs(lane, lane.line.length, 0) });

  #tooLate(lane: Lane, waiter: Waiter): LatchkeyError {
    const waitedMs = this.#now() - waiter.sinceMs;
    const retryAfterMs = turnsMs(lane, lane.line.aheadOf(waiter) + 1, waitedMs);
    return new LatchkeyError('QUEUE_TIMEOUT', { retryAfterMs });
  }

  #count(change: 1 | -1): void {
    this.#waiting += change;
    for (const listener of this.#listeners) listener();
  }
}

const LEAST_RETRY_MS = 1000;

/** About how long so many turns take; nothing is known before a call has ended, but that it takes longer than `waitedMs`. */
const turnsMs = ({ meanMs, most }: Lane, turns: number, waitedMs: number): number =>
  Math.max(LEAST_RETRY_MS, Math.ceil(((meanMs ?? waitedMs) * turns) / most));
