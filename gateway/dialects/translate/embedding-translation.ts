import {
  readEmbeddingAnswer,
  writeOllamaEmbedding,
  writeOpenAiEmbedding,
  type EmbeddingAnswer,
} from './embedding-answer';
import {
  readOldOllamaEmbedding,
  readOllamaEmbedding,
  readOpenAiEmbedding,
  type EmbeddingRequest,
} from './embedding-request';
import type { AnswerTranslator } from './answer-translator';
import { GatheredBytes } from './gathered-bytes';
import { defined } from './request-input';
import type { ChatDialect, Translation, TranslationOptions } from './translation';
import { cannotTranslate } from './translation-error';

const MAX_ANSWER_BYTES = 64 * 1_048_576;

interface EmbeddingRoute {
  readonly dialect: ChatDialect;
  readonly read: (body: unknown) => EmbeddingRequest;
  readonly write: (answer: EmbeddingAnswer, asked: EmbeddingRequest, elapsedMs: number) => object;
}

const ROUTES: ReadonlyMap<string, EmbeddingRoute> = new Map<string, EmbeddingRoute>([
  ['/v1/embeddings', { dialect: 'openai', read: readOpenAiEmbedding, write: writeOpenAiEmbedding }],
  [
    '/api/embed',
    {
      dialect: 'ollama',
      read: readOllamaEmbedding,
      write: (answer, _asked, elapsedMs) => writeOllamaEmbedding(answer, elapsedMs),
    },
  ],
  [
    '/api/embeddings',
    {
      dialect: 'ollama',
      read: readOldOllamaEmbedding,
      write: (answer) => ({ embedding: answer.vectors[0] ?? [] }),
    },
  ],
]);

/** Gathers a plain answer of 64 MiB at most and gives all of it at the end. */
class EmbeddingTranslator implements AnswerTranslator {
  readonly #write: (body: Buffer) => object;
  readonly #body = new GatheredBytes(
    MAX_ANSWER_BYTES,
    'The AI service sent an answer longer than 64 MiB.',
  );
  #failure: unknown;

  constructor(write: (body: Buffer) => object) {
    this.#write = write;
  }

  get isBroken(): boolean {
    return this.#failure !== undefined;
  }

  get isOver(): boolean {
    return this.isBroken;
  }

  push(chunk: Buffer): undefined {
    if (!this.isBroken) this.#guarded(() => this.#body.add(chunk));
  }

  end(): Buffer {
    const answer = this.isBroken ? undefined : this.#guarded(() => this.#write(this.#body.take()));
    if (this.#failure instanceof Error) throw this.#failure;
    return Buffer.from(JSON.stringify(answer), 'utf8');
  }

  #guarded<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      this.#failure ??= error;
      return undefined;
    }
  }
}

/** True when a call for embeddings to this path can be asked in the other dialect; Anthropic has none. */
export function canTranslateEmbedding(from: ChatDialect, to: ChatDialect, path: string): boolean {
  return ROUTES.get(path)?.dialect === from && from !== to && to !== 'anthropic';
}

function writeRequest(to: ChatDialect, asked: EmbeddingRequest): { path: string; body: object } {
  const { model, inputs, dimensions, keepAlive } = asked;
  if (to === 'ollama') {
    const body = defined({ model, input: inputs, dimensions, keep_alive: keepAlive });
    return { path: '/api/embed', body };
  }
  const body = defined({ model, input: inputs, dimensions, encoding_format: 'float' });
  return { path: '/v1/embeddings', body };
}

/** The same call for embeddings in the language of the service. Throws INPUT_INVALID like `translateChat`. */
export function translateEmbedding(
  from: ChatDialect,
  to: ChatDialect,
  path: string,
  requestBody: unknown,
  { monotonicMs = () => performance.now() }: TranslationOptions,
): Translation {
  const route = ROUTES.get(path);
  if (!route || !canTranslateEmbedding(from, to, path)) {
    throw cannotTranslate('This path is not offered by the service behind this address.');
  }
  const asked = route.read(requestBody);
  const request = writeRequest(to, asked);
  const startedMs = monotonicMs();
  return {
    path: request.path,
    body: Buffer.from(JSON.stringify(request.body), 'utf8'),
    answerType: 'json',
    contentType: 'application/json; charset=utf-8',
    createAnswer: () =>
      new EmbeddingTranslator((body) => {
        const elapsedMs = Math.max(0, Math.round(monotonicMs() - startedMs));
        return route.write(readEmbeddingAnswer(body, asked), asked, elapsedMs);
      }),
  };
}
