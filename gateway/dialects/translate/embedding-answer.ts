import { fieldsOf, parseJson, toTokenCount } from '../usage-figures';
import { errorTextIn, listIn, textIn } from './answer-facts';
import type { EmbeddingRequest } from './embedding-request';
import { TranslationError } from './translation-error';

/** The answer to a call for embeddings in no dialect. */
export interface EmbeddingAnswer {
  readonly model: string;
  readonly vectors: readonly (readonly number[])[];
  readonly tokensIn: number | null;
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

const FLOAT_BYTES = 4;

/** Base64 of 32-bit floats, low byte first: some servers send it whatever they were asked for. */
function fromBase64(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  const count = Math.floor(bytes.length / FLOAT_BYTES);
  return Array.from({ length: count }, (_, at) => bytes.readFloatLE(at * FLOAT_BYTES));
}

function toVector(value: unknown): readonly number[] {
  if (typeof value === 'string') return fromBase64(value);
  if (Array.isArray(value) && value.every(isNumber)) return value;
  throw new TranslationError('The AI service sent an embedding that is not a list of numbers.');
}

function inOrder(data: readonly unknown[]): unknown[] {
  const items = data.map(fieldsOf);
  const place = (item: Readonly<Record<string, unknown>>, at: number) =>
    toTokenCount(item['index']) ?? at;
  return items
    .map((item, at) => ({ at: place(item, at), embedding: item['embedding'] }))
    .sort((one, other) => one.at - other.at)
    .map(({ embedding }) => embedding);
}

/** Reads the answer of either dialect. Throws TranslationError when it holds no vectors, or not one for each text. */
export function readEmbeddingAnswer(body: Buffer, asked: EmbeddingRequest): EmbeddingAnswer {
  const value = parseJson(body.toString('utf8'));
  const answer = fieldsOf(value);
  if (answer['error'] != null) {
    throw new TranslationError(errorTextIn(answer) ?? 'The AI service failed.');
  }
  const isOllama = Array.isArray(answer['embeddings']);
  const list = isOllama ? listIn(answer['embeddings']) : inOrder(listIn(answer['data']));
  if (list.length !== asked.inputs.length) {
    throw new TranslationError('The AI service did not send one embedding for each text.');
  }
  return {
    model: textIn(answer['model']) ?? asked.model,
    vectors: list.map(toVector),
    tokensIn: toTokenCount(
      answer['prompt_eval_count'] ?? fieldsOf(answer['usage'])['prompt_tokens'],
    ),
  };
}

function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * FLOAT_BYTES);
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * FLOAT_BYTES));
  return bytes.toString('base64');
}

/** The answer of `/v1/embeddings`, in base64 when that was asked for. */
export function writeOpenAiEmbedding(answer: EmbeddingAnswer, asked: EmbeddingRequest): object {
  const tokens = answer.tokensIn ?? 0;
  return {
    object: 'list',
    data: answer.vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: asked.isBase64 ? toBase64(vector) : vector,
    })),
    model: answer.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** The answer of `/api/embed`; durations are in nanoseconds. */
export const writeOllamaEmbedding = (answer: EmbeddingAnswer, elapsedMs: number): object => ({
  model: answer.model,
  embeddings: answer.vectors,
  total_duration: Math.max(1, elapsedMs * 1_000_000),
  load_duration: 1,
  prompt_eval_count: answer.tokensIn ?? 0,
});
