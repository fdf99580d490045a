import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SECONDS, type CallTally, type Distribution } from './call-tally';

/** What is read at the moment of asking. */
export interface MetricSources {
  readonly tally: CallTally;
  readonly currency: string;
  readonly liveCalls: number;
  readonly isRecording: boolean;
  /** Those whose names may stand in the figures. */
  readonly services: readonly {
    readonly id: string;
    readonly waiting: number;
    /** In the order of the service's targets; undefined while nothing is known. */
    readonly targetsUp: readonly (boolean | undefined)[];
  }[];
  readonly loopLag: readonly (readonly [quantile: string, seconds: number])[];
}

/** A histogram that was counted elsewhere: counting here would cost each call more. */
class CountedHistogram extends Histogram<'service'> {
  readonly #name: string;
  readonly #help: string;
  readonly #parts: ReadonlyMap<string, Distribution>;

  constructor(name: string, help: string, parts: ReadonlyMap<string, Distribution>) {
    super({ name, help, labelNames: ['service'], registers: [] });
    [this.#name, this.#help, this.#parts] = [name, help, parts];
  }

  /** What the registry asks a histogram for when it writes text. */
  async getForPromString() {
    const values = [...this.#parts].flatMap(([service, part]) => this.#valuesOf(service, part));
    return { name: this.#name, help: this.#help, type: 'histogram', values };
  }

  #valuesOf(service: string, { counts, sum, count }: Distribution) {
    const labels = service === '' ? {} : { service };
    const named = (end: string, value: number, le?: number | string) => ({
      metricName: `${this.#name}_${end}`,
      value,
      labels: le === undefined ? labels : { ...labels, le },
    });
    let below = 0;
    const buckets = SECONDS.map((bound, at) => named('bucket', (below += counts[at] ?? 0), bound));
    return [...buckets, named('bucket', count, '+Inf'), named('sum', sum), named('count', count)];
  }
}

function addCounters(registry: Registry, { tally, currency }: MetricSources): void {
  const registers = [registry];
  const requests = new Counter({
    name: 'latchkey_requests_total',
    help: 'Calls that are over, by service, key, class of status and code of a refusal.',
    labelNames: ['service', 'key', 'status', 'code'],
    registers,
  });
  const tokens = new Counter({
    name: 'latchkey_tokens_total',
    help: 'AI tokens of billed calls.',
    labelNames: ['service', 'key', 'direction'],
    registers,
  });
  const cost = new Counter({
    name: 'latchkey_cost_total',
    help: 'What the calls cost, in whole units of the currency. For watching only: bills are exact.',
    labelNames: ['service', 'key', 'currency'],
    registers,
  });
  for (const { serviceId: service, keyId: key, outcomes, ...sums } of tally.tallies.values()) {
    for (const { status, code, count } of outcomes.values()) {
      requests.inc({ service, key, status, code }, count);
    }
    if (sums.tokensIn > 0) tokens.inc({ service, key, direction: 'in' }, sums.tokensIn);
    if (sums.tokensOut > 0) tokens.inc({ service, key, direction: 'out' }, sums.tokensOut);
    if (sums.costNano > 0n) cost.inc({ service, key, currency }, Number(sums.costNano) / 1e9);
  }
}

function addHistograms(registry: Registry, { tally }: MetricSources): void {
  const add = (name: string, help: string, parts: ReadonlyMap<string, Distribution>) =>
    registry.registerMetric(new CountedHistogram(name, help, parts));
  add(
    'latchkey_request_duration_seconds',
    'From the first byte of a request to the last of its answer, waiting included.',
    tally.durations,
  );
  add(
    'latchkey_first_byte_seconds',
    'From asking a service to the first byte of its answer.',
    tally.firstBytes,
  );
  add(
    'latchkey_ledger_commit_seconds',
    'Until the record of a call was safe on disk.',
    new Map([['', tally.commits]]),
  );
}

function addGauges(registry: Registry, sources: MetricSources): void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  gauge('latchkey_live_calls', 'Calls under way.', []).set(sources.liveCalls);
  gauge('latchkey_recording', '1 while calls can be recorded; otherwise they are refused.', []).set(
    sources.isRecording ? 1 : 0,
  );
  const queue = gauge('latchkey_queue_length', 'Calls that wait for their turn.', ['service']);
  const up = gauge('latchkey_target_up', 'Whether the last calls to a target got an answer.', [
    'service',
    'target',
  ]);
  for (const { id, waiting, targetsUp } of sources.services) {
    queue.set({ service: id }, waiting);
    targetsUp.forEach((isUp, at) => {
      if (isUp !== undefined) up.set({ service: id, target: String(at) }, isUp ? 1 : 0);
    });
  }
  const lag = gauge(
    'latchkey_event_loop_lag_seconds',
    'How late timers were since the last look.',
    ['quantile'],
  );
  for (const [quantile, seconds] of sources.loopLag) lag.set({ quantile }, seconds);
  const memory = gauge('latchkey_resident_memory_bytes', 'Memory of the process.', []);
  memory.set(process.memoryUsage.rss());
}

/** Everything as Prometheus reads it. */
export async function metricsText(
  sources: MetricSources,
): Promise<{ readonly contentType: string; readonly text: string }> {
  const registry = new Registry();
  addCounters(registry, sources);
  addHistograms(registry, sources);
  addGauges(registry, sources);
  return { contentType: registry.contentType, text: await registry.metrics() };
}
