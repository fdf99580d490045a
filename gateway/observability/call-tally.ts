/** One call that is over, as the figures see it: no address, no model and no word of what was asked. */
export interface SeenCall {
  /** Empty for a caller whose key is not known. */
  readonly keyId: string;
  /** Empty for a call that reached none. */
  readonly serviceId: string;
  readonly status: number;
  /** The code of a refusal or failure; empty for an answer of the service. */
  readonly code: string;
  readonly milliseconds: number;
  readonly firstByteMs: number | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costNano: bigint;
}

/** Upper bounds of durations, in seconds. */
export const SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
];

/** How many durations fell below each bound. */
export class Distribution {
  /** One more than there are bounds: the last is for all that is longer. */
  readonly counts: number[] = new Array<number>(SECONDS.length + 1).fill(0);
  sum = 0;
  count = 0;

  see(seconds: number): void {
    let at = 0;
    while (at < SECONDS.length && seconds > (SECONDS[at] ?? Infinity)) at++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += seconds;
    this.count++;
  }
}

/** What the calls of one key to one service came to. */
export interface Tally {
  readonly keyId: string;
  readonly serviceId: string;
  /** Calls by code, or by `2xx` and so on where there is none. */
  readonly outcomes: Map<string, { readonly status: string; readonly code: string; count: number }>;
  tokensIn: number;
  tokensOut: number;
  costNano: bigint;
}

const CLASSES = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Adds calls up as they end. As many figures as there are keys, services and codes, however many calls there are. */
export class CallTally {
  readonly tallies = new Map<string, Tally>();
  /** By service. */
  readonly durations = new Map<string, Distribution>();
  readonly firstBytes = new Map<string, Distribution>();
  /** How long a call's record took to be safe on disk. */
  readonly commits = new Distribution();

  seeCall(call: SeenCall): void {
    const tally = this.#tallyOf(call.serviceId, call.keyId);
    const status = CLASSES[Math.floor(call.status / 100)] ?? '5xx';
    const name = call.code || status;
    const outcome = tally.outcomes.get(name);
    if (outcome) outcome.count++;
    else tally.outcomes.set(name, { status, code: call.code, count: 1 });
    tally.tokensIn += call.tokensIn;
    tally.tokensOut += call.tokensOut;
    tally.costNano += call.costNano;
    seeIn(this.durations, call.serviceId, call.milliseconds / 1000);
    if (call.firstByteMs !== null) {
      seeIn(this.firstBytes, call.serviceId, call.firstByteMs / 1000);
    }
  }

  seeCommit(milliseconds: number): void {
    this.commits.see(milliseconds / 1000);
  }

  /** Lets go of what is no longer there, so that years of changed keys do not pile up. */
  prune(mayStay: (tally: Pick<Tally, 'keyId' | 'serviceId'>) => boolean): void {
    for (const [name, tally] of this.tallies) if (!mayStay(tally)) this.tallies.delete(name);
    for (const serviceId of this.durations.keys()) {
      if (mayStay({ keyId: '', serviceId })) continue;
      this.durations.delete(serviceId);
      this.firstBytes.delete(serviceId);
    }
  }

  #tallyOf(serviceId: string, keyId: string): Tally {
    const name = `${serviceId} ${keyId}`;
    let tally = this.tallies.get(name);
    if (!tally) {
      tally = { keyId, serviceId, outcomes: new Map(), tokensIn: 0, tokensOut: 0, costNano: 0n };
      this.tallies.set(name, tally);
    }
    return tally;
  }
}

function seeIn(distributions: Map<string, Distribution>, serviceId: string, seconds: number): void {
  let distribution = distributions.get(serviceId);
  if (!distribution) distributions.set(serviceId, (distribution = new Distribution()));
  distribution.see(seconds);
}
