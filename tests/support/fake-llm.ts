import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createChunkGate } from './chunk-gate';
import {
  ollamaChat,
  ollamaEmbed,
  ollamaGenerate,
  ollamaShow,
  ollamaTags,
  openAiChat,
  openAiEmbeddings,
  openAiModels,
  readAsked,
  txt2img,
} from './fake-llm-answers';

interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

interface RecordedAbort {
  readonly path: string;
  /** How many chunks had been sent when the client went away. */
  readonly chunksSent: number;
}

/** A home AI server that remembers what it was asked and counts a word as a token. */
export interface FakeLlm {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Calls whose client went away before the answer was complete. */
  readonly aborts: readonly RecordedAbort[];
  /** Chunks of all streams sent so far. */
  readonly chunksSent: number;
  /** From now on every chunk of a stream waits for `release`. */
  hold(): void;
  /** Lets so many chunks go, over all streams; all of them and no more waiting without a number. */
  release(chunks?: number): void;
  /** Resolves as soon as `isSo` holds: asked after each request, chunk and abort. */
  until(isSo: (fake: FakeLlm) => boolean, limitMs?: number): Promise<void>;
  stop(): Promise<void>;
}

interface FakeLlmOptions {
  /** The answer, a chunk and a token each. */
  readonly words?: readonly string[];
  readonly models?: readonly string[];
  readonly port?: number;
  /** Speak one dialect only, as LM Studio or an old Ollama do. */
  readonly only?: 'ollama' | 'openai';
}

const sendJson = (response: ServerResponse, value: unknown, status = 200) => {
  const text = JSON.stringify(value);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  response.end(text);
};

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined; // not JSON: multipart uploads and empty bodies come here too
  }
};

type Answer = (response: ServerResponse, request: RecordedRequest) => Promise<void> | void;
type Routes = Readonly<Record<string, Answer>>;
type Stream = (response: ServerResponse, type: string, chunks: readonly string[]) => Promise<void>;

const NDJSON = 'application/x-ndjson';
const SSE = 'text/event-stream';

function ollamaRoutes(words: readonly string[], models: readonly string[], stream: Stream): Routes {
  const reply =
    (make: typeof ollamaChat): Answer =>
    (response, { body }) => {
      const asked = readAsked(parse(body), true);
      const made = make(asked, words);
      if (!asked.isStream) return sendJson(response, made.whole());
      return stream(
        response,
        NDJSON,
        made.lines().map((line) => `${JSON.stringify(line)}\n`),
      );
    };
  return {
    'GET /': (response) => void response.end('Ollama is running'),
    'GET /api/version': (response) => sendJson(response, { version: '0.12.3' }),
    'GET /api/tags': (response) => sendJson(response, ollamaTags(models)),
    'POST /api/show': (response) => sendJson(response, ollamaShow()),
    'POST /api/embed': (response, { body }) =>
      sendJson(response, ollamaEmbed(readAsked(parse(body), false))),
    'POST /api/chat': reply(ollamaChat),
    'POST /api/generate': reply(ollamaGenerate),
  };
}

function openAiRoutes(words: readonly string[], models: readonly string[], stream: Stream): Routes {
  return {
    'GET /v1/models': (response) => sendJson(response, openAiModels(models)),
    'POST /v1/embeddings': (response, { body }) =>
      sendJson(response, openAiEmbeddings(readAsked(parse(body), false))),
    'POST /v1/chat/completions': (response, { body }) => {
      const asked = readAsked(parse(body), false);
      const made = openAiChat(asked, words);
      if (!asked.isStream) return sendJson(response, made.whole());
      const events = made.events().map((event) => `data: ${JSON.stringify(event)}\n\n`);
      return stream(response, SSE, [...events, 'data: [DONE]\n\n']);
    },
    'POST /v1/audio/speech': (response) =>
      stream(response, 'audio/mpeg', ['ID3\u0004fake-', 'audio-', 'bytes']),
    'POST /v1/audio/transcriptions': (response, { headers, body }) => {
      const isUpload = /^multipart\/form-data; *boundary=/.test(headers['content-type'] ?? '');
      if (!isUpload || !body.includes('name="file"')) {
        return sendJson(response, { error: { message: 'a file is required' } }, 400);
      }
      return sendJson(response, { text: words.join('') });
    },
    'POST /sdapi/v1/txt2img': (response, { body }) => sendJson(response, txt2img(parse(body))),
  };
}

async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Calls back after each event until the condition holds. */
function createWaiters(fake: () => FakeLlm) {
  const waiters = new Set<() => void>();
  return {
    tell: () => waiters.forEach((look) => look()),
    until: (isSo: (fake: FakeLlm) => boolean, limitMs = 5000) =>
      new Promise<void>((resolve, reject) => {
        const end = (settle: () => void) => {
          clearTimeout(timer);
          waiters.delete(look);
          settle();
        };
        const look = () => isSo(fake()) && end(resolve);
        const late = () => reject(new Error(`the fake LLM saw nothing like it in ${limitMs} ms`));
        const timer = setTimeout(() => end(late), limitMs);
        waiters.add(look);
        look();
      }),
  };
}

/** Starts it on a free loopback port. */
export async function startFakeLlm(options: FakeLlmOptions = {}): Promise<FakeLlm> {
  const words = options.words ?? ['Hello', ' from', ' your', ' own', ' computer', '.'];
  const models = options.models ?? ['llama3.2:1b', 'qwen3:0.6b'];
  const requests: RecordedRequest[] = [];
  const aborts: RecordedAbort[] = [];
  const gate = createChunkGate();
  const sent = new WeakMap<ServerResponse, number>();
  let chunksSent = 0;
  const waiters = createWaiters(() => fake);

  const stream: Stream = async (response, type, chunks) => {
    response.writeHead(200, { 'content-type': type });
    response.flushHeaders();
    for (const chunk of chunks) {
      await gate.pass(response);
      if (response.destroyed) return;
      response.write(chunk);
      chunksSent += 1;
      sent.set(response, (sent.get(response) ?? 0) + 1);
      waiters.tell();
    }
    response.end();
  };
  const routes: Routes = {
    ...(options.only !== 'openai' && ollamaRoutes(words, models, stream)),
    ...(options.only !== 'ollama' && openAiRoutes(words, models, stream)),
  };
  const serve = async (message: http.IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers, rawHeaders } = message;
    response.once('close', () => {
      if (response.writableFinished) return;
      aborts.push({ path, chunksSent: sent.get(response) ?? 0 });
      waiters.tell();
    });
    const request = { method, path, headers, rawHeaders, body: await readBody(message) };
    requests.push(request);
    waiters.tell();
    const answer = routes[`${method === 'HEAD' ? 'GET' : method} ${path.replace(/\?.*$/, '')}`];
    if (!answer) return void response.writeHead(404).end('404 page not found');
    await answer(response, request);
  };
  const server = http.createServer((message, response) => {
    // An upload that is cut off ends here; the abort is on record.
    serve(message, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const fake: FakeLlm = {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    aborts,
    get chunksSent() {
      return chunksSent;
    },
    hold: gate.hold,
    release: gate.release,
    until: waiters.until,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return fake;
}
