import { LatchkeyError } from '#shared/contract/errors';
import { AudioHead } from '../dialects/audio-head';
import type { WorkKind } from '../dialects/work-kind';
import { createUsageReader, type UsageReader } from '../dialects/usage-reader';
import { believe, type Measured } from '../billing/believe';
import { wattSecondsOf } from '../billing/cost';
import type { PriceBook } from '../billing/price-book';
import { hideKey } from '../edge/hide-key';
import type { Ledger, OpenRow, Settlement } from '../ledger/ledger';
import type { ForwardObserver, ForwardResult } from '../proxy/forward';
import type { CallTally } from '../observability/call-tally';
import type { Lease } from './call';
import { isPromptElsewhere, priceFactsOf, promptTokensOf, workOf } from './call-work';
import { noReading, type MeterReading } from './meter-reading';

/** Watches one call go by without changing a byte, and puts it on record exactly once. */
export interface Meter {
  readonly observer: ForwardObserver;
  read(): MeterReading;
  /** The model that answers, as soon as the answer has named it. */
  readonly modelSoFar?: string | null;
  /** Resolves when the row is on disk. The first call wins; a later one resolves with it. */
  settle(result: ForwardResult): Promise<void>;
  /** The same for a call that ended in a refusal or failure before an answer began; its code is put on record. */
  settleFailed(thrown: unknown): Promise<void>;
}

/** 2xx and 3xx are billed; 101 is a WebSocket that was opened. */
const isSuccess = (status: number) => status === 101 || (status >= 200 && status < 400);
/** Only then the answer is what was asked for. */
const hasAnswer = (status: number) => status >= 200 && status < 300;

const outcomeOf = (result: ForwardResult): Settlement['outcome'] => {
  if (result.outcome === 'client_gone') return 'interrupted';
  if (result.outcome === 'upstream_truncated') return 'truncated';
  if (result.outcome === 'upstream_broken') return 'failed';
  return isSuccess(result.status) ? 'succeeded' : 'failed';
};

const nothingMeasured: Measured = {
  tokensIn: null,
  tokensOut: null,
  tokensCached: null,
  images: null,
  audioMs: null,
  flags: [],
};

type Recorded = Omit<Measured, 'flags'> & { readonly flags: readonly string[] };

/** Of an answer that was kept from an earlier call: a call that cost no AI tokens. */
const keptMeasured: Recorded = { ...nothingMeasured, flags: ['cached'] };

interface MeterDeps {
  readonly ledger: Pick<Ledger, 'open' | 'settle'>;
  readonly prices: PriceBook;
  readonly tally: Pick<CallTally, 'seeCommit'>;
}

const FREE = { costNano: 0n, wattSeconds: null, isClamped: false };

/** No call comes near it; cut here, the record, the ledger and the balance say the same. */
const MOST_NANO = 10n ** 18n;

function toFlags(
  measured: readonly string[],
  isClamped: boolean,
  shadowed: readonly string[],
): readonly string[] {
  const isNew = isClamped && !measured.includes('clamped');
  if (!isNew && shadowed.length === 0) return measured;
  return [...measured, ...(isNew ? ['clamped'] : []), ...shadowed.map((code) => `shadow:${code}`)];
}

class CallMeter implements Meter, ForwardObserver {
  readonly #deps: MeterDeps;
  readonly #lease: Lease;
  readonly #row: OpenRow | undefined;
  readonly #work: WorkKind;
  readonly #startedMs = performance.now();
  readonly #upload: AudioHead | undefined;
  #reader: UsageReader | undefined;
  #bytesSeen = 0;
  #code: string | null = null;
  #reading = noReading;
  #settled: Promise<void> | undefined;

  constructor(deps: MeterDeps, lease: Lease, row: OpenRow | undefined) {
    this.#deps = deps;
    this.#lease = lease;
    this.#row = row;
    this.#work = row === undefined ? 'none' : workOf(lease.grant);
    if (this.#work === 'transcription') this.#upload = new AudioHead();
  }

  get observer(): ForwardObserver {
    return this;
  }

  onResponseHead(_status: number, headers: readonly string[]): void {
    this.#reader = createUsageReader(headers, this.#work);
  }

  onBody(chunk: Buffer): void {
    this.#bytesSeen += chunk.length;
    this.#reader?.push(chunk);
  }

  onRequestBody(chunk: Buffer): void {
    this.#upload?.push(chunk);
  }

  get modelSoFar(): string | null {
    return this.#hidden(this.#reader?.modelSoFar) ?? null;
  }

  read(): MeterReading {
    return this.#reading;
  }

  settle(result: ForwardResult): Promise<void> {
    if (result.outcome === 'upstream_broken') this.#code ??= 'UPSTREAM_BROKEN';
    return this.#settle(result, outcomeOf(result));
  }

  settleFailed(thrown: unknown): Promise<void> {
    const isOurs = thrown instanceof LatchkeyError;
    const status = isOurs ? thrown.status : 500;
    this.#code = isOurs ? thrown.code : 'INTERNAL';
    const nothing = { status, bytesIn: 0, bytesOut: 0, firstByteMs: null } as const;
    return this.#settle({ ...nothing, outcome: 'finished' }, 'failed');
  }

  #settle(result: ForwardResult, outcome: Settlement['outcome']): Promise<void> {
    this.#settled ??= this.#record(result, outcome);
    return this.#settled;
  }

  #record(result: ForwardResult, outcome: Settlement['outcome']): Promise<void> {
    const { reservation, grant } = this.#lease;
    const { status, bytesIn, bytesOut, firstByteMs } = result;
    // Only an answer of the service costs something; what was delivered of a cut one counts too.
    const billed = this.#row !== undefined && isSuccess(status);
    const usage = hasAnswer(status) ? this.#reader?.end() : undefined;
    const measured = this.#measured(result, billed, usage);
    const { tokensIn, tokensOut } = measured;
    const model = this.#hidden(usage?.model) ?? grant.asked.model;
    const { costNano, wattSeconds, isClamped } = billed ? this.#charge(measured, model) : FREE;
    const flags = toFlags(measured.flags, isClamped, reservation.shadowed);
    this.#reading = { bytesIn, bytesOut, firstByteMs, tokensIn, tokensOut, model, costNano, flags };
    if (this.#row === undefined) return Promise.resolve();
    const endMs = performance.now();
    const totalMs = endMs - grant.call.startedMs;
    const settlement: Settlement = {
      ...measured,
      ...{ status, outcome, billed, bytesIn, bytesOut, costNano, wattSeconds, flags },
      ...{ firstByteMs, totalMs, model, code: this.#code },
    };
    const tokens = (tokensIn ?? 0) + (tokensOut ?? 0);
    return this.#deps.ledger.settle(this.#row, settlement).then(() => {
      this.#deps.tally.seeCommit(performance.now() - endMs);
      reservation.settle({ billed, tokens, costNano });
    });
  }

  /** A service repeats what it was asked for, and that can be anything. */
  #hidden(model: string | null | undefined): string | undefined {
    return model == null
      ? undefined
      : hideKey(model, this.#lease.grant.call.guarded.presented?.text);
  }

  #measured(
    { status, bytesIn, isKept }: ForwardResult,
    billed: boolean,
    usage: ReturnType<UsageReader['end']> | undefined,
  ): Recorded {
    if (isKept) return keptMeasured;
    return billed && hasAnswer(status) ? this.#measure(usage, bytesIn) : nothingMeasured;
  }

  #measure(usage: ReturnType<UsageReader['end']> | undefined, bytesIn: number): Measured {
    const { grant } = this.#lease;
    return believe(usage, {
      work: this.#work,
      bytesIn,
      bytesOut: this.#bytesSeen,
      maxTokens: grant.asked.maxTokens,
      tokensAsked: () => promptTokensOf(grant, bytesIn),
      isPromptElsewhere: isPromptElsewhere(grant),
      uploadMs: this.#upload?.uploadMs() ?? null,
    });
  }

  #charge(measured: Recorded, model: string | null) {
    const { prices } = this.#deps;
    const { call } = this.#lease.grant;
    const price = prices.resolve(priceFactsOf(this.#lease.grant, model));
    // What it waited for a free place is not work.
    const workedMs = Math.round(performance.now() - this.#startedMs);
    const reckonedNano = prices.costOf(price, {
      requests: 1,
      tokensIn: measured.tokensIn ?? 0,
      tokensOut: measured.tokensOut ?? 0,
      tokensCached: measured.tokensCached ?? 0,
      images: measured.images ?? 0,
      audioMs: measured.audioMs ?? 0,
      startedAtMs: call.startedAtMs + Math.round(this.#startedMs - call.startedMs),
      workedMs,
    });
    const isClamped = reckonedNano > MOST_NANO;
    const costNano = isClamped ? MOST_NANO : reckonedNano;
    const wattSeconds = price.watts > 0 ? wattSecondsOf(price.watts, workedMs) : null;
    return { costNano, wattSeconds, isClamped };
  }
}

/** Opens the record of a call before the service is asked. */
export const createMeter =
  (deps: MeterDeps) =>
  (lease: Lease): Meter => {
    const { call, key, service, asked } = lease.grant;
    if (call.route.free) return new CallMeter(deps, lease, undefined);
    const row = deps.ledger.open({
      requestId: call.requestId,
      startedAtMs: call.startedAtMs,
      keyId: key.id,
      person: key.person,
      serviceId: service.id,
      method: call.method,
      path: call.guarded.loggedPath,
      model: asked.model,
    });
    return new CallMeter(deps, lease, row);
  };
