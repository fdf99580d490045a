import { hasPromptElsewhere, promptTokens } from '../billing/prompt-size';
import type { AskedWork } from '../billing/price-book';
import type { PriceFacts } from '../billing/price-rules';
import { MOST_TOKENS } from '../dialects/usage-figures';
import { workKindOf, type WorkKind } from '../dialects/work-kind';
import type { Grant } from './call';

const CLASSIC_WORK = { tts: 'speech', image: 'image', whisper: 'transcription' } as const;

/** On the classic prefixes the path says it, whatever kind of service answers. */
const classicWork = ({ route, method }: Grant['call']): WorkKind | undefined =>
  route.kind === 'classic' && route.family !== 'chat' && method === 'POST'
    ? CLASSIC_WORK[route.family]
    : undefined;

/** What a call has its service do. */
export const workOf = ({ call, service, path }: Grant): WorkKind =>
  classicWork(call) ??
  workKindOf({ kind: service.kind, method: call.method, path, dialect: call.dialect });

/** What the price of a call hangs on; `model` is the one that answered, or that was asked for. */
export const priceFactsOf = ({ key, service }: Grant, model: string | null): PriceFacts => ({
  serviceId: service.id,
  model,
  keyId: key.id,
  person: key.person,
});

/** What a prompt is reckoned to have of AI tokens, when `bytesIn` of a body were sent. */
export const promptTokensOf = ({ asked }: Grant, bytesIn: number): number =>
  promptTokens(asked.json, bytesIn);

/** True when not all of what the model reads is in the body. */
export const isPromptElsewhere = ({ asked, call }: Grant): boolean =>
  hasPromptElsewhere(asked.json, call.req.headers['content-encoding']);

const MOST_IMAGES = 100;

const toCount = (value: unknown): number =>
  typeof value === 'number' && value >= 1 ? Math.min(Math.floor(value), MOST_IMAGES) : 1;

const MOST_CHOICES = 128;
const MOST_PROMPTS = 2048;

const toChoices = (value: unknown): number =>
  typeof value === 'number' && value >= 1 ? Math.min(Math.ceil(value), MOST_CHOICES) : 1;

/** How many answers a text is asked for: so many to each of its prompts. */
function answersOf({ n, best_of: best, prompt }: Readonly<Record<string, unknown>>): number {
  const isList = Array.isArray(prompt) && typeof prompt[0] !== 'number';
  const prompts = isList ? Math.min(Math.max(prompt.length, 1), MOST_PROMPTS) : 1;
  return prompts * Math.max(toChoices(n), toChoices(best));
}

/** So many bytes of a body at most; of one that was not read, or unfolds into more, nobody knows. */
function bodyBytesOf({ asked: { json, body }, call }: Grant): number {
  const { headers } = call.req;
  if (!json && headers['content-encoding'] !== undefined) return Infinity;
  const isStream = !body && headers['transfer-encoding'] !== undefined;
  return isStream ? Infinity : Number(headers['content-length'] ?? body?.start.length ?? 0);
}

/** What a call asks for, as a reservation needs it: the worst that it can come to. */
export function askedWorkOf(grant: Grant): AskedWork {
  const { asked } = grant;
  const work = workOf(grant);
  const isRead = work === 'text' || work === 'embedding';
  const { n, batch_size: batch, n_iter: batches } = asked.json ?? {};
  const bodyBytes = bodyBytesOf(grant);
  return {
    tokensIn: isRead ? promptTokensOf(grant, bodyBytes) : 0,
    maxTokens: asked.maxTokens === null ? null : Math.min(asked.maxTokens, MOST_TOKENS),
    isOpenEnded: asked.isOpenEnded ?? false,
    answers: work === 'text' ? answersOf(asked.json ?? {}) : 0,
    hasSound: work === 'speech' || work === 'transcription',
    images: work === 'image' ? toCount(n) * toCount(batch) * toCount(batches) : 0,
  };
}
