import { DEFAULT_PRICE_PER_REQUEST } from '#shared/domain/money';
import { createUsageReader, type UsageReader } from '../dialects/usage-reader';
import type { Ledger, OpenRow, Settlement } from '../ledger/ledger';
import type { ForwardObserver, ForwardResult } from '../proxy/forward';
import type { Call, Lease } from './call';

/** What the meter says of a call so far. */
export interface MeterReading {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly model: string | null;
  readonly costNano: bigint;
}

/** A call of which nothing went by. */
export const noReading: MeterReading = {
  bytesIn: 0,
  bytesOut: 0,
  tokensIn: null,
  tokensOut: null,
  model: null,
  costNano: 0n,
};

/** Watches one call go by without changing a byte, and puts it on record exactly once. */
export interface Meter {
  readonly observer: ForwardObserver;
  read(): MeterReading;
  /** Resolves when the row is on disk. The first call wins; a later one resolves with it. */
  settle(result: ForwardResult): Promise<void>;
  /** The same for a call that ended in a refusal or failure before an answer began. */
  settleFailed(status: number): Promise<void>;
}

/** 2xx and 3xx are billed; 101 is a WebSocket that was opened. */
const isSuccess = (status: number) => status === 101 || (status >= 200 && status < 400);

const outcomeOf = (result: ForwardResult): Settlement['outcome'] => {
  if (result.outcome === 'client_gone') return 'interrupted';
  if (result.outcome === 'upstream_truncated') return 'truncated';
  return isSuccess(result.status) ? 'succeeded' : 'failed';
};

class CallMeter implements Meter {
  readonly observer: ForwardObserver;
  readonly #call: Call;
  readonly #ledger: Ledger;
  readonly #row: OpenRow | undefined;
  #reader: UsageReader | undefined;
  #reading = noReading;
  #settled: Promise<void> | undefined;

  constructor(call: Call, ledger: Ledger, row: OpenRow | undefined) {
    this.#call = call;
    this.#ledger = ledger;
    this.#row = row;
    this.observer = {
      onResponseHead: (_status, headers) => {
        this.#reader = createUsageReader(headers, call.dialect);
      },
      onBody: (chunk) => this.#reader?.push(chunk),
      onRequestBody: () => {},
    };
  }

  read(): MeterReading {
    return this.#reading;
  }

  settle(result: ForwardResult): Promise<void> {
    return this.#settle(result, outcomeOf(result));
  }

  settleFailed(status: number): Promise<void> {
    const nothing = { status, bytesIn: 0, bytesOut: 0, firstByteMs: null } as const;
    return this.#settle({ ...nothing, outcome: 'finished' }, 'failed');
  }

  #settle(result: ForwardResult, outcome: Settlement['outcome']): Promise<void> {
    this.#settled ??= this.#record(result, outcome);
    return this.#settled;
  }

  #record(result: ForwardResult, outcome: Settlement['outcome']): Promise<void> {
    const { tokensIn, tokensOut, model } = this.#reader?.end() ?? noReading;
    const { status, bytesIn, bytesOut, firstByteMs } = result;
    // Only an answer of the service costs something; what was delivered of a cut stream counts too.
    const isBilled = this.#row !== undefined && isSuccess(status);
    const costNano = isBilled ? DEFAULT_PRICE_PER_REQUEST : 0n;
    this.#reading = { bytesIn, bytesOut, tokensIn, tokensOut, model, costNano };
    if (this.#row === undefined) return Promise.resolve();
    return this.#ledger.settle(this.#row, {
      status,
      outcome,
      billed: isBilled,
      tokensCached: null,
      images: null,
      audioMs: null,
      wattSeconds: null,
      flags: [],
      bytesIn,
      bytesOut,
      tokensIn,
      tokensOut,
      costNano,
      firstByteMs,
      totalMs: performance.now() - this.#call.startedMs,
      model,
    });
  }
}

/** Opens the record of a call before the service is asked. */
export const createMeter =
  (deps: { ledger: Ledger }) =>
  (lease: Lease): Meter => {
    const { call, key, service } = lease.grant;
    if (call.route.free) return new CallMeter(call, deps.ledger, undefined);
    const row = deps.ledger.open({
      requestId: call.requestId,
      startedAtMs: call.startedAtMs,
      keyId: key.id,
      person: key.person,
      serviceId: service.id,
      method: call.method,
      path: call.guarded.loggedPath,
      model: null,
    });
    return new CallMeter(call, deps.ledger, row);
  };
