import type { JoinAnswer, JoinRequest } from '#shared/contract/join';
import { createEventReader, toStreamPart, type StreamPart } from './event-stream';
import { GatewayProblem, problemOf, toProblem } from './gateway-problem';
import { isJoinAnswer } from './tab-store';

const ASK_LIMIT_MS = 15_000;

/** Sends a request that must be answered soon; throws GatewayProblem for a refusal, anything else for a lost network. */
async function ask(path: string, init: RequestInit): Promise<unknown> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ASK_LIMIT_MS);
  try {
    const answer = await fetch(path, { ...init, signal: abort.signal, cache: 'no-store' });
    if (!answer.ok) throw await problemOf(answer);
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
}

const json = { 'content-type': 'application/json' };
const withKey = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** Trades the code for a key. The same request may be sent again: the gateway answers it with the same key. */
export async function askForKey(code: string, request: JoinRequest): Promise<JoinAnswer> {
  const path = `/join/${encodeURIComponent(code)}`;
  const answer = await ask(path, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(request),
  });
  if (!isJoinAnswer(answer)) throw new GatewayProblem('other');
  return answer;
}

/** What a chat cannot be held with, by the names that such models have. */
const NO_CHAT =
  /embed|(^|[/-])(bge|e5|gte|nomic|minilm)\b|rerank|whisper|kokoro|(^|[/-])tts|clip\b/i;

/** The names of all models that the key may chat with. */
export async function listModels(secret: string): Promise<string[]> {
  const body = await ask('/v1/models', { headers: withKey(secret) });
  if (typeof body !== 'object' || body === null || !('data' in body)) return [];
  const entries: readonly unknown[] = Array.isArray(body.data) ? body.data : [];
  const ids = entries.map((entry) =>
    typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined,
  );
  return ids.filter((id): id is string => typeof id === 'string' && !NO_CHAT.test(id));
}

/** Asks the gateway who this key is; throws when it is refused. */
export const checkKey = (secret: string): Promise<unknown> =>
  ask('/me', { headers: withKey(secret) });

/** Reads to the very end, also past the end mark: whoever leaves earlier is on record as gone. */
async function* readStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamPart> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events = createEventReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      for (const event of events(decoder.decode(part.value, { stream: true }))) {
        const found = toStreamPart(event);
        if (found) yield found;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

interface Question {
  readonly secret: string;
  readonly model: string;
  readonly text: string;
  readonly signal: AbortSignal;
}

/** The answer of a model piece by piece; throws GatewayProblem for a refusal, also for one in the middle. */
export async function* askModel(question: Question): AsyncGenerator<StreamPart> {
  const { secret, model, text, signal } = question;
  const answer = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { ...json, ...withKey(secret) },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: text }] }),
    signal,
    cache: 'no-store',
  });
  if (!answer.ok) throw await problemOf(answer);
  if (!answer.body) throw new GatewayProblem('other');
  for await (const part of readStream(answer.body)) {
    if (part.kind === 'error') throw toProblem(part.body, null);
    yield part;
  }
}
