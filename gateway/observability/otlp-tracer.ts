import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import type { Settings } from '#shared/contract/operations/system';
import { readTraceParent } from './trace-parent';
import type { CallTrace, Tracer, TraceHeaders } from './tracing';

type Place = NonNullable<Settings['tracing']>;

interface TracerOptions extends Place {
  readonly version: string;
  readonly report: (message: string, cause: unknown) => void;
}

const TRACES_PATH = '/v1/traces';
const CLOSE_MS = 2000;
const SEND_MS = 5000;

/** An address without a path means the collector as a whole; any other is meant as it stands. */
function toUrl(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.pathname === '/') url.pathname = TRACES_PATH;
  return url.href;
}

/** Tells of the first failure in a row only: a collector that is off must not fill the log. */
function createExporter({ endpoint, headers, report }: TracerOptions): SpanExporter {
  const sender = new OTLPTraceExporter({
    url: toUrl(endpoint),
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    timeoutMillis: SEND_MS,
  });
  let isFailing = false;
  return {
    export(spans, done) {
      sender.export(spans, (result) => {
        const hasFailed = result.code !== 0;
        if (hasFailed && !isFailing) report('Traces could not be sent.', result.error);
        isFailing = hasFailed;
        done(result);
      });
    },
    shutdown: () => sender.shutdown(),
    forceFlush: () => sender.forceFlush(),
  };
}

const toTrace = (span: Span, isContinued: boolean): CallTrace => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
    isContinued,
    end({ name, attributes, error, endedAtMs }) {
      span.updateName(name).setAttributes(attributes);
      if (error !== undefined) {
        span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(endedAtMs);
    },
  };
};

function contextOf(headers: TraceHeaders): Context | undefined {
  const parent = readTraceParent(headers);
  return (
    parent &&
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: parent.traceId,
      spanId: parent.spanId,
      traceFlags: parent.flags,
      isRemote: true,
      ...(parent.state !== undefined && { traceState: createTraceState(parent.state) }),
    })
  );
}

const within = (work: Promise<void>, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(end, end);
  });

/** Traces for a collector that speaks OTLP over HTTP. A caller's own choice not to be traced is kept. */
export function createOtlpTracer(options: TracerOptions): Tracer {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'latchkey',
      'service.version': options.version,
    }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new BatchSpanProcessor(createExporter(options))],
  });
  const tracer = provider.getTracer('latchkey', options.version);
  return {
    begin(headers, startedAtMs) {
      const parent = contextOf(headers);
      const start = { kind: SpanKind.CLIENT, startTime: startedAtMs };
      const span = tracer.startSpan('call', start, parent ?? ROOT_CONTEXT);
      return toTrace(span, parent !== undefined);
    },
    close: () => within(provider.shutdown(), CLOSE_MS),
  };
}
