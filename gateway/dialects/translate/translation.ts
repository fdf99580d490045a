import type { Dialect } from '../dialect';
import { AnthropicAnswerReader } from './anthropic-answer-reader';
import { readAnthropicRequest } from './anthropic-request-reader';
import { writeAnthropicRequest } from './anthropic-request-writer';
import { AnthropicStreamWriter, AnthropicWholeWriter } from './anthropic-answer-writer';
import type { AnswerFrame } from './answer-frame';
import { createAnswerTranslator, type AnswerTranslator } from './answer-translator';
import type { NeutralChat } from './neutral-chat';
import type { AnswerWriter, EventSink, ObjectReader } from './neutral-event';
import { OllamaAnswerReader } from './ollama-answer-reader';
import { OllamaAnswerWriter } from './ollama-answer-writer';
import { readOllamaChat, readOllamaGenerate } from './ollama-request-reader';
import { writeOllamaRequest } from './ollama-request-writer';
import { OpenAiAnswerReader } from './openai-answer-reader';
import { OpenAiStreamWriter, OpenAiWholeWriter } from './openai-answer-writer';
import { readOpenAiRequest } from './openai-request-reader';
import { writeOpenAiRequest } from './openai-request-writer';
import { ResponsesStreamWriter, ResponsesWholeWriter } from './responses-answer-writer';
import { readResponsesRequest } from './responses-request-reader';
import { createReader } from './stream-readers';
import { cannotTranslate } from './translation-error';

/** The dialects that have a chat. */
export type ChatDialect = Exclude<Dialect, 'plain'>;

/** One call, ready to be asked in the service's language. */
export interface Translation {
  /** The path to ask the service for, below its base address without a version in it. */
  readonly path: string;
  readonly body: Buffer;
  readonly answerType: 'sse' | 'ndjson' | 'json';
  /** The content type of the answer that the caller gets. */
  readonly contentType: string;
  /** Takes the content type of the service's answer, which must be a 2xx. */
  createAnswer(upstreamContentType: string): AnswerTranslator;
}

export interface TranslationOptions {
  readonly requestId: string;
  readonly now: Date;
  /** Whole milliseconds of a clock that never goes back. */
  readonly monotonicMs?: () => number;
}

/** How one of the callers' routes is read, and answered. */
interface Route {
  readonly dialect: ChatDialect;
  readonly read: (body: unknown) => NeutralChat;
  readonly stream: (frame: AnswerFrame) => AnswerWriter;
  readonly whole: (frame: AnswerFrame) => AnswerWriter;
}

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    '/v1/chat/completions',
    {
      dialect: 'openai',
      read: readOpenAiRequest,
      stream: (frame) => new OpenAiStreamWriter(frame),
      whole: (frame) => new OpenAiWholeWriter(frame),
    },
  ],
  [
    '/v1/responses',
    {
      dialect: 'openai',
      read: readResponsesRequest,
      stream: (frame) => new ResponsesStreamWriter(frame),
      whole: (frame) => new ResponsesWholeWriter(frame),
    },
  ],
  [
    '/v1/messages',
    {
      dialect: 'anthropic',
      read: readAnthropicRequest,
      stream: (frame) => new AnthropicStreamWriter(frame),
      whole: (frame) => new AnthropicWholeWriter(frame),
    },
  ],
  [
    '/api/chat',
    {
      dialect: 'ollama',
      read: readOllamaChat,
      stream: (frame) => new OllamaAnswerWriter(frame, 'chat', true),
      whole: (frame) => new OllamaAnswerWriter(frame, 'chat', false),
    },
  ],
  [
    '/api/generate',
    {
      dialect: 'ollama',
      read: readOllamaGenerate,
      stream: (frame) => new OllamaAnswerWriter(frame, 'generate', true),
      whole: (frame) => new OllamaAnswerWriter(frame, 'generate', false),
    },
  ],
]);

/** How a service of each dialect is asked, and how its answer is read. */
interface Target {
  readonly path: string;
  readonly write: (chat: NeutralChat) => object;
  readonly reader: (emit: EventSink, requestId: string) => ObjectReader;
}

const TARGETS: Record<ChatDialect, Target> = {
  openai: {
    path: '/v1/chat/completions',
    write: writeOpenAiRequest,
    reader: (emit, requestId) => new OpenAiAnswerReader(emit, requestId),
  },
  ollama: {
    path: '/api/chat',
    write: writeOllamaRequest,
    reader: (emit, requestId) => new OllamaAnswerReader(emit, requestId),
  },
  anthropic: {
    path: '/v1/messages',
    write: writeAnthropicRequest,
    reader: (emit, requestId) => new AnthropicAnswerReader(emit, requestId),
  },
};

/** True when a call of one dialect to this path can be asked in the other; the responses route also within its own dialect. */
export function canTranslate(from: ChatDialect, to: ChatDialect, path: string): boolean {
  return ROUTES.get(path)?.dialect === from && (from !== to || path === '/v1/responses');
}

/** A body nested beyond what JSON can be written from is refused like any other that makes no sense. */
function toBytes(body: object): Buffer {
  try {
    return Buffer.from(JSON.stringify(body), 'utf8');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw cannotTranslate('The body is nested too deeply.');
  }
}

function answerTypeOf(dialect: ChatDialect, isStream: boolean): Translation['answerType'] {
  if (!isStream) return 'json';
  return dialect === 'ollama' ? 'ndjson' : 'sse';
}

const CONTENT_TYPES: Record<Translation['answerType'], string> = {
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson',
  json: 'application/json; charset=utf-8',
};

function frameOf(chat: NeutralChat, options: TranslationOptions): AnswerFrame {
  const { requestId, now, monotonicMs = () => performance.now() } = options;
  const startedMs = monotonicMs();
  return {
    requestId,
    model: chat.model,
    createdAt: now,
    elapsedMs: () => Math.max(0, Math.round(monotonicMs() - startedMs)),
    showReasoning: chat.showReasoning,
    includeUsage: chat.includeUsage ?? false,
  };
}

/**
 * The same call in the language of the service, and the way back for its answer. Throws INPUT_INVALID with a plain sentence
 * for a request that is not understood or that asks for what the service's language cannot say.
 */
export function translateChat(
  from: ChatDialect,
  to: ChatDialect,
  path: string,
  requestBody: unknown,
  options: TranslationOptions,
): Translation {
  const route = ROUTES.get(path);
  if (!route || !canTranslate(from, to, path)) {
    throw cannotTranslate('This path is not offered by the service behind this address.');
  }
  const chat = route.read(requestBody);
  const target = TARGETS[to];
  const answerType = answerTypeOf(from, chat.stream);
  const frame = frameOf(chat, options);
  return {
    path: target.path,
    body: toBytes(target.write(chat)),
    answerType,
    contentType: CONTENT_TYPES[answerType],
    createAnswer: (upstreamContentType) =>
      createAnswerTranslator({
        createReader: (emit) =>
          createReader(upstreamContentType, target.reader(emit, options.requestId)),
        writer: chat.stream ? route.stream(frame) : route.whole(frame),
        showReasoning: chat.showReasoning,
      }),
  };
}
