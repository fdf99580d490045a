import type { ChatDialect } from '../../gateway/dialects/translate/translation';

/** What the three services below say, each in its own words. */
export type Story = 'text' | 'tools' | 'length';

const DIALECTS = ['openai', 'anthropic', 'ollama'] as const;
export const STORIES = ['text', 'tools', 'length'] as const;
export const DIRECTIONS = DIALECTS.flatMap((from) =>
  DIALECTS.filter((to) => to !== from).map((to) => ({ from, to })),
);

const MODEL = 'qwen3:8b';
const CALL = { id: 'call_one', name: 'weather', json: '{"city":"Zürich","days":2}' };
/** Letters of two, three and four bytes, so that a cut can fall within one. */
export const PIECES = ['Grüezi', ' 世界', ' 🌍!'];
export const THOUGHT = 'Say hello.';

const sse = (...events: object[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const named = (...events: { type: string }[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const lines = (...objects: object[]): string =>
  objects.map((object) => `${JSON.stringify(object)}\n`).join('');

const chunk = (delta: object, finish_reason: string | null = null): object => ({
  id: 'chatcmpl-upstream',
  object: 'chat.completion.chunk',
  created: 1,
  model: MODEL,
  choices: [{ index: 0, delta, finish_reason }],
});
const openaiUsage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const openaiReason = { text: 'stop', tools: 'tool_calls', length: 'length' };

function openaiStream(story: Story): string {
  const said =
    story === 'tools'
      ? [
          chunk({
            tool_calls: [
              {
                index: 0,
                id: CALL.id,
                type: 'function',
                function: { name: CALL.name, arguments: '' },
              },
            ],
          }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: CALL.json.slice(0, 9) } }] }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: CALL.json.slice(9) } }] }),
        ]
      : PIECES.map((content) => chunk({ content }));
  return `${sse(
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: THOUGHT }),
    ...said,
    chunk({}, openaiReason[story]),
    { id: 'chatcmpl-upstream', model: MODEL, choices: [], usage: openaiUsage },
  )}: a comment\n\ndata: [DONE]\n\n`;
}

function openaiWhole(story: Story): string {
  const call = {
    id: CALL.id,
    type: 'function',
    function: { name: CALL.name, arguments: CALL.json },
  };
  const message =
    story === 'tools' ? { content: null, tool_calls: [call] } : { content: PIECES.join('') };
  return JSON.stringify({
    id: 'chatcmpl-upstream',
    object: 'chat.completion',
    created: 1,
    model: MODEL,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', reasoning_content: THOUGHT, ...message },
        finish_reason: openaiReason[story],
      },
    ],
    usage: openaiUsage,
  });
}

const ollamaEnd = (story: Story): object => ({
  done_reason: story === 'length' ? 'length' : 'stop',
  done: true,
  total_duration: 5_000_000,
  prompt_eval_count: 11,
  eval_count: 7,
});
const ollamaCall = {
  id: CALL.id,
  function: { index: 0, name: CALL.name, arguments: JSON.parse(CALL.json) as unknown },
};

function ollamaStream(story: Story): string {
  const line = (message: object, rest: object = { done: false }): object => ({
    model: MODEL,
    created_at: '2026-11-21T12:00:00Z',
    message: { role: 'assistant', content: '', ...message },
    ...rest,
  });
  const said =
    story === 'tools'
      ? [line({ tool_calls: [ollamaCall] })]
      : PIECES.map((content) => line({ content }));
  return lines(line({ thinking: THOUGHT }), ...said, line({}, ollamaEnd(story)));
}

const ollamaWhole = (story: Story): string =>
  JSON.stringify({
    model: MODEL,
    created_at: '2026-11-21T12:00:00Z',
    message: {
      role: 'assistant',
      thinking: THOUGHT,
      ...(story === 'tools'
        ? { content: '', tool_calls: [ollamaCall] }
        : { content: PIECES.join('') }),
    },
    ...ollamaEnd(story),
  });

const anthropicReason = { text: 'end_turn', tools: 'tool_use', length: 'max_tokens' };
const anthropicHead = { id: 'msg_upstream', type: 'message', role: 'assistant', model: MODEL };

function anthropicStream(story: Story): string {
  const isTools = story === 'tools';
  const block = isTools
    ? { type: 'tool_use', id: CALL.id, name: CALL.name, input: {} }
    : { type: 'text', text: '' };
  const deltas = isTools
    ? [CALL.json.slice(0, 9), CALL.json.slice(9)].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))
    : PIECES.map((text) => ({ type: 'text_delta', text }));
  const about = (type: string, index: number, rest: object = {}) => ({ type, index, ...rest });
  const thinking = { type: 'thinking', thinking: '', signature: '' };
  return named(
    {
      type: 'message_start',
      ...{
        message: { ...anthropicHead, content: [], usage: { input_tokens: 11, output_tokens: 1 } },
      },
    },
    { type: 'ping' },
    about('content_block_start', 0, { content_block: thinking }),
    about('content_block_delta', 0, { delta: { type: 'thinking_delta', thinking: THOUGHT } }),
    about('content_block_delta', 0, { delta: { type: 'signature_delta', signature: 'abc' } }),
    about('content_block_stop', 0),
    about('content_block_start', 1, { content_block: block }),
    ...deltas.map((delta) => about('content_block_delta', 1, { delta })),
    about('content_block_stop', 1),
    {
      type: 'message_delta',
      ...{ delta: { stop_reason: anthropicReason[story], stop_sequence: null } },
      ...{ usage: { output_tokens: 7 } },
    },
    { type: 'message_stop' },
  );
}

const anthropicWhole = (story: Story): string =>
  JSON.stringify({
    ...anthropicHead,
    content: [
      { type: 'thinking', thinking: THOUGHT, signature: 'abc' },
      story === 'tools'
        ? {
            type: 'tool_use',
            id: CALL.id,
            name: CALL.name,
            input: JSON.parse(CALL.json) as unknown,
          }
        : { type: 'text', text: PIECES.join('') },
    ],
    stop_reason: anthropicReason[story],
    stop_sequence: null,
    usage: { input_tokens: 11, output_tokens: 7 },
  });

interface ServiceAnswer {
  readonly contentType: string;
  readonly body: Buffer;
}

const WRITERS = {
  openai: [openaiStream, openaiWhole],
  ollama: [ollamaStream, ollamaWhole],
  anthropic: [anthropicStream, anthropicWhole],
} as const;

const streamType = (dialect: ChatDialect): string =>
  dialect === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';

/** What a service of this dialect answers: 11 tokens in, 7 out, and the story. */
export function serviceAnswer(
  dialect: ChatDialect,
  story: Story,
  isStream: boolean,
): ServiceAnswer {
  const [stream, whole] = WRITERS[dialect];
  return {
    contentType: isStream ? streamType(dialect) : 'application/json; charset=utf-8',
    body: Buffer.from(isStream ? stream(story) : whole(story)),
  };
}

/** The least that each dialect asks with. */
export const PATHS = {
  openai: '/v1/chat/completions',
  anthropic: '/v1/messages',
  ollama: '/api/chat',
} as const;

export const smallRequest = (dialect: ChatDialect, stream: boolean): object => ({
  model: MODEL,
  stream,
  messages: [{ role: 'user', content: 'Hi' }],
  ...(dialect === 'anthropic' && {
    max_tokens: 4096,
    thinking: { type: 'enabled', budget_tokens: 1024 },
  }),
  ...(dialect === 'openai' && stream && { stream_options: { include_usage: true } }),
});
