import type { ForwardObserver, ForwardResult } from '../proxy/forward';
import { toClientHeaders } from '../proxy/response-headers';
import type { KeptAnswer, ResponseCache } from '../proxy/response-cache';
import { applyHeaderRules } from '../services/header-rules';
import { answerName, headersToKeep, isReading, mayKeep, wantsFresh } from './cache-rules';
import type { Grant, Lease } from './call';
import type { Meter } from './meter';

type Proxy = (lease: Lease, meter: Meter) => Promise<void>;

interface CachingDeps {
  readonly cache: ResponseCache;
  /** The gateway's own headers for the caller, flat. */
  readonly extrasFor: (lease: Lease) => string[];
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Listens in on an answer, and keeps it once it is whole and on record. */
class AnswerKeeper implements Meter, ForwardObserver {
  readonly #meter: Meter;
  readonly #keep: (answer: KeptAnswer) => void;
  #headers: readonly string[] | undefined;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(meter: Meter, keep: (answer: KeptAnswer) => void) {
    this.#meter = meter;
    this.#keep = keep;
  }

  get observer(): ForwardObserver {
    return this;
  }

  /** What the caller gets is not what the service sent: not kept. */
  edited(): void {
    this.#headers = undefined;
  }

  onResponseHead(status: number, headers: readonly string[]): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#headers = mayKeep(status, headers) ? headersToKeep(headers) : undefined;
    this.#meter.observer.onResponseHead(status, headers);
  }

  onBody(chunk: Buffer): void {
    this.#meter.observer.onBody(chunk);
    if (!this.#headers) return;
    this.#bytes += chunk.length;
    // A copy: the chunk may be a view of memory that is used again.
    if (this.#bytes <= MAX_BODY_BYTES) this.#parts.push(Buffer.from(chunk));
    else [this.#headers, this.#parts] = [undefined, []];
  }

  onRequestBody(chunk: Buffer): void {
    this.#meter.observer.onRequestBody(chunk);
  }

  read: Meter['read'] = () => this.#meter.read();
  settleFailed: Meter['settleFailed'] = (thrown) => this.#meter.settleFailed(thrown);

  settle(result: ForwardResult): Promise<void> {
    return this.#meter.settle(result).then(() => {
      const headers = this.#headers;
      if (!headers || result.outcome !== 'finished' || result.status !== 200) return;
      this.#headers = undefined;
      this.#keep({ headers, body: Buffer.concat(this.#parts) });
    });
  }
}

/** Sends an answer that was kept; on record before its last byte, like any other. */
async function sendKept(
  { extrasFor }: CachingDeps,
  lease: Lease,
  meter: Meter,
  { answer, ageSeconds }: { readonly answer: KeptAnswer; readonly ageSeconds: number },
): Promise<void> {
  const { call, service, asked } = lease.grant;
  const extras = extrasFor(lease);
  extras.push('x-latchkey-cache', 'hit', 'age', String(ageSeconds));
  const headers = toClientHeaders(answer.headers, extras);
  const { responseHeaders: rules } = service.rules;
  const shown = rules.length > 0 ? applyHeaderRules(headers, rules) : headers;
  const isHead = call.method === 'HEAD';
  await meter.settle({
    status: 200,
    bytesIn: asked.body?.start.length ?? 0,
    bytesOut: isHead ? 0 : answer.body.length,
    firstByteMs: performance.now() - call.startedMs,
    outcome: 'finished',
    isKept: true,
  });
  call.res.writeHead(200, [...shown, 'Content-Length', String(answer.body.length)]);
  call.res.end(isHead ? undefined : answer.body);
}

/** Keeps answers of services whose owner wants that, and asks the service only when there is none. */
export function createCachingProxy(deps: CachingDeps, proxy: Proxy): Proxy {
  const { cache } = deps;
  const change = async (lease: Lease, meter: Meter) => {
    const { service, path } = lease.grant;
    cache.clearPath(service.id, path);
    try {
      await proxy(lease, meter);
    } finally {
      // Whoever looked meanwhile may have seen it as it was before.
      cache.clearPath(service.id, path);
    }
  };
  const read = (grant: Grant, name: string, seconds: number, lease: Lease, meter: Meter) => {
    const { service, path, call } = grant;
    const kept = wantsFresh(grant) ? undefined : cache.find(name);
    if (kept) return sendKept(deps, lease, meter, kept);
    // The answer to a HEAD has no body to keep.
    if (call.method === 'HEAD') return proxy(lease, meter);
    const asking = cache.begin(service.id, path);
    const keeper = new AnswerKeeper(meter, (answer) => cache.keep(asking, name, answer, seconds));
    return proxy({ ...lease, keeping: keeper }, keeper).finally(() => cache.end(asking));
  };
  return (lease, meter) => {
    const { grant } = lease;
    const { cacheSeconds } = grant.service.rules;
    if (cacheSeconds === null) return proxy(lease, meter);
    if (!isReading(grant)) return change(lease, meter);
    const name = answerName(grant);
    return name === undefined ? proxy(lease, meter) : read(grant, name, cacheSeconds, lease, meter);
  };
}
