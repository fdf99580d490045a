import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type SpokenDialect = 'OpenAI' | 'Anthropic' | 'Ollama';
export type Ending = 'finished' | 'cut by the client' | 'cut by the service' | 'error';

/** What the scripted service is told to do, in the body of the request. */
export interface Order {
  readonly words: readonly string[];
  /** After so many words of a stream, or half of a whole answer, it stops. */
  readonly stopAfter: number;
  readonly ending: Ending;
  readonly tokensIn: number;
}

export const pathOf: Record<SpokenDialect, string> = {
  OpenAI: '/v1/chat/completions',
  Anthropic: '/v1/messages',
  Ollama: '/api/chat',
};

const MODEL = 'truth-1';
type Say = (order: Order) => { head: string[]; word: (word: string) => string; tail: string[] };

const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const line = (value: object) => `${JSON.stringify(value)}\n`;

const streams: Record<SpokenDialect, Say> = {
  OpenAI: ({ words, tokensIn }) => ({
    head: [event({ model: MODEL, choices: [{ delta: { role: 'assistant', content: '' } }] })],
    word: (content) => event({ model: MODEL, choices: [{ delta: { content } }] }),
    tail: [
      event({ choices: [{ delta: {}, finish_reason: 'stop' }], usage: null }),
      event({
        choices: [],
        usage: { prompt_tokens: tokensIn, completion_tokens: words.length },
      }),
      'data: [DONE]\n\n',
    ],
  }),
  Anthropic: ({ words, tokensIn }) => ({
    head: [
      event({
        type: 'message_start',
        message: { model: MODEL, usage: { input_tokens: tokensIn, output_tokens: 1 } },
      }),
    ],
    word: (text) => event({ type: 'content_block_delta', delta: { type: 'text_delta', text } }),
    tail: [
      event({ type: 'message_delta', usage: { output_tokens: words.length } }),
      event({ type: 'message_stop' }),
    ],
  }),
  Ollama: ({ words, tokensIn }) => ({
    head: [],
    word: (content) => line({ model: MODEL, message: { content }, done: false }),
    tail: [
      line({
        ...{ model: MODEL, message: { content: '' }, done: true },
        ...{ prompt_eval_count: tokensIn, eval_count: words.length },
      }),
    ],
  }),
};

const wholes: Record<SpokenDialect, (order: Order) => object> = {
  OpenAI: ({ words, tokensIn }) => ({
    model: MODEL,
    choices: [{ message: { content: words.join(' ') } }],
    usage: { prompt_tokens: tokensIn, completion_tokens: words.length },
  }),
  Anthropic: ({ words, tokensIn }) => ({
    model: MODEL,
    content: [{ type: 'text', text: words.join(' ') }],
    usage: { input_tokens: tokensIn, output_tokens: words.length },
  }),
  Ollama: ({ words, tokensIn }) => ({
    model: MODEL,
    message: { content: words.join(' ') },
    ...{ done: true, prompt_eval_count: tokensIn, eval_count: words.length },
  }),
};

/** Sends what there is of it and then ends, hangs until the client is gone, or breaks off. */
function end(res: ServerResponse, { ending }: Order): void {
  if (ending === 'finished') res.end();
  // One turn later, so that what was written is on its way.
  else if (ending === 'cut by the service') setImmediate(() => res.socket?.destroy());
}

function stream(res: ServerResponse, dialect: SpokenDialect, order: Order): void {
  const { head, word, tail } = streams[dialect](order);
  const type = dialect === 'Ollama' ? 'application/x-ndjson' : 'text/event-stream';
  const isWhole = order.ending === 'finished';
  const words = isWhole ? order.words : order.words.slice(0, order.stopAfter);
  res.writeHead(200, { 'content-type': type });
  res.write([...head, ...words.map(word), ...(isWhole ? tail : [])].join(''), () =>
    end(res, order),
  );
}

function whole(res: ServerResponse, dialect: SpokenDialect, order: Order): void {
  const text = JSON.stringify(wholes[dialect](order));
  const sent = order.ending === 'finished' ? text : text.slice(0, order.stopAfter);
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  res.write(sent, () => end(res, order));
}

function fail(res: ServerResponse, dialect: SpokenDialect, order: Order): void {
  // It claims usage all the same: nobody pays for an error.
  res.writeHead(500, { 'content-type': 'application/json' });
  res.end(JSON.stringify({ error: 'broken', ...wholes[dialect](order) }));
}

/** A service of which every figure is known beforehand. The body of a call carries `order` beside its prompt. */
export async function startScriptedAi() {
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      const { order, stream: isStream } = JSON.parse(body) as { order: Order; stream: boolean };
      const found = Object.entries(pathOf).find(([, path]) => req.url?.endsWith(path));
      const dialect = (found?.[0] ?? 'OpenAI') as SpokenDialect;
      if (order.ending === 'error') fail(res, dialect, order);
      else if (isStream) stream(res, dialect, order);
      else whole(res, dialect, order);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
