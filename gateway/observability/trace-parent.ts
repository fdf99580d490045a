import type { TraceHeaders } from './tracing';

/** The caller's place in a trace. */
interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly state: string | undefined;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
const MAX_STATE = 512;

/** Reads the W3C header; undefined when there is none or it is not well-formed, and then nothing of it is believed. */
export function readTraceParent(headers: TraceHeaders): TraceParent | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] =
    FORM.exec(traceparent) ?? [];
  const isKnownForm =
    version !== '' && version !== 'ff' && (version !== '00' || rest === undefined);
  if (!isKnownForm || ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  const hasState = typeof tracestate === 'string' && tracestate.length <= MAX_STATE;
  return { traceId, spanId, flags: parseInt(flags, 16), state: hasState ? tracestate : undefined };
}
