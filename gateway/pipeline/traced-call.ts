import type { EndedCall } from '../observability/tracing';
import type { CallRecord } from './audit';
import type { Call, Grant } from './call';
import { workOf } from './call-work';
import { noReading } from './meter-reading';

const CHAT = /\/(?:chat|messages|responses|chat\/completions)$/;

/** The operation as the conventions for generative AI name it; undefined for a call that has no model do anything. */
function operationOf(grant: Grant): string | undefined {
  const work = workOf(grant);
  if (work === 'none' || work === 'other') return undefined;
  if (work === 'embedding') return 'embeddings';
  if (work !== 'text') return 'generate_content';
  return CHAT.test(grant.path) ? 'chat' : 'text_completion';
}

/** Which of several targets answered is not known here. */
function placeOf({ service: { targets } }: Grant) {
  const [target] = targets;
  if (!target || targets.length > 1) return {};
  const { hostname, port, protocol } = target.origin;
  const usual = protocol === 'https:' ? 443 : 80;
  return { 'server.address': hostname, 'server.port': Number(port) || usual };
}

function aiAttributes(grant: Grant, { reading = noReading }: CallRecord) {
  const operation = operationOf(grant);
  if (operation === undefined) return placeOf(grant);
  return {
    ...placeOf(grant),
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': grant.service.kind,
    ...(grant.asked.model !== null && { 'gen_ai.request.model': grant.asked.model }),
    ...(reading.model !== null && { 'gen_ai.response.model': reading.model }),
    ...(reading.tokensIn !== null && { 'gen_ai.usage.input_tokens': reading.tokensIn }),
    ...(reading.tokensOut !== null && { 'gen_ai.usage.output_tokens': reading.tokensOut }),
  };
}

const nameOf = (call: Call, grant: Grant | undefined): string => {
  const operation = grant && operationOf(grant);
  if (operation === undefined) return call.method;
  return grant?.asked.model ? `${operation} ${grant.asked.model}` : operation;
};

/** A call as its trace tells it: what was asked of whom and what it took, but no word of it and no key. */
export function toEndedCall(
  call: Call,
  record: CallRecord,
  outcome: { readonly status: number; readonly code: string },
): EndedCall {
  const { key, service, lease } = record;
  const isError = outcome.code !== '' || outcome.status >= 500;
  return {
    name: nameOf(call, lease?.grant),
    attributes: {
      'http.request.method': call.method,
      'http.response.status_code': outcome.status,
      'url.path': call.guarded.loggedPath,
      'latchkey.request.id': call.requestId,
      ...(key && { 'latchkey.key.id': key.id }),
      ...(service && { 'latchkey.service.id': service.id, 'latchkey.service.name': service.name }),
      ...(lease && aiAttributes(lease.grant, record)),
    },
    error: isError ? outcome.code || String(outcome.status) : undefined,
    endedAtMs: call.startedAtMs + (performance.now() - call.startedMs),
  };
}
