import type { Attributes } from '@opentelemetry/api';
import type { Settings } from '#shared/contract/operations/system';
import type { Config } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';

/** The part of a trace that one call is. */
export interface CallTrace {
  /** What the service is told, so that its own part follows. */
  readonly traceparent: string;
  /** False when the caller began no trace, or none that is well-formed. */
  readonly isContinued: boolean;
  end(ended: EndedCall): void;
}

/** What is known of a call once it is over. Never a prompt or an answer. */
export interface EndedCall {
  readonly name: string;
  readonly attributes: Attributes;
  /** A code, when the call failed. */
  readonly error: string | undefined;
  readonly endedAtMs: number;
}

/** The headers of a caller, by name in small letters. */
export type TraceHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Makes the traces, and sends them off the path of the calls. */
export interface Tracer {
  begin(headers: TraceHeaders, startedAtMs: number): CallTrace;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}

/** Traces of calls, while the settings say where they go. */
export interface Tracing {
  /** Undefined while no traces are wanted: then it costs nothing. */
  begin(headers: TraceHeaders, startedAtMs: number): CallTrace | undefined;
  close(): Promise<void>;
}

interface TracingDeps {
  readonly config: Pick<ConfigStore, 'current' | 'onChange'>;
  readonly version: string;
  /** Is told once when traces cannot be sent, and once more after that when they can be and then cannot again. */
  readonly report: (message: string, cause: unknown) => void;
}

type Wanted = Settings['tracing'];

/** Follows the settings; what is needed to send traces is loaded only once they are wanted. */
export function createTracing({ config, version, report }: TracingDeps): Tracing {
  let tracer: Tracer | undefined;
  let wanted: Wanted = null;
  let changing: Promise<void> = Promise.resolve();
  const change = async (next: Wanted) => {
    const before = tracer;
    tracer = undefined;
    await before?.close();
    if (next === null) return;
    const { createOtlpTracer } = await import('./otlp-tracer');
    tracer = createOtlpTracer({ ...next, version, report });
  };
  const follow = ({ settings }: Config) => {
    if (JSON.stringify(settings.tracing) === JSON.stringify(wanted)) return;
    const next = settings.tracing;
    wanted = next;
    changing = changing
      .then(() => change(next))
      .catch((cause: unknown) => report('Traces cannot be sent.', cause));
  };
  follow(config.current);
  const stopListening = config.onChange(follow);
  return {
    begin: (headers, startedAtMs) => tracer?.begin(headers, startedAtMs),
    async close() {
      stopListening();
      await changing;
      await tracer?.close();
      tracer = undefined;
    },
  };
}
