/** What the fake was asked, as far as the answers depend on it. */
export interface Asked {
  readonly model: string;
  readonly promptTokens: number;
  readonly isStream: boolean;
  readonly includeUsage: boolean;
  readonly inputs: readonly string[];
}

const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  return textOf('content' in value ? value.content : 'text' in value ? value.text : '');
};

/** Reads a request body of any of the dialects; a token is a word, so that every count can be checked by hand. */
export function readAsked(body: unknown, streamsByDefault: boolean): Asked {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const input = given['input'] ?? [];
  const options = given['stream_options'] as { include_usage?: boolean } | undefined;
  return {
    model: typeof given['model'] === 'string' ? given['model'] : 'llama3.2:1b',
    promptTokens: countWords(textOf(given['messages'] ?? given['prompt'] ?? input)),
    isStream: typeof given['stream'] === 'boolean' ? given['stream'] : streamsByDefault,
    includeUsage: options?.include_usage === true,
    inputs: (Array.isArray(input) ? input : [input]).map(textOf),
  };
}

const CREATED = 1_760_000_000;
const CREATED_ISO = '2026-01-01T00:00:00.000000Z';
const VECTOR = [0.25, -0.5, 0.125];

const ollamaTotals = (asked: Asked, words: readonly string[]) => ({
  done: true,
  done_reason: 'stop',
  total_duration: 5_000_000,
  load_duration: 1_000_000,
  prompt_eval_count: asked.promptTokens,
  prompt_eval_duration: 2_000_000,
  eval_count: words.length,
  eval_duration: 2_000_000,
});

type Part = (text: string) => object;
const chatPart: Part = (content) => ({ message: { role: 'assistant', content } });
const generatePart: Part = (response) => ({ response });

function ollama(asked: Asked, words: readonly string[], part: Part) {
  const head = { model: asked.model, created_at: CREATED_ISO };
  const last = { ...head, ...part(''), ...ollamaTotals(asked, words) };
  return {
    whole: () => ({ ...last, ...part(words.join('')) }),
    lines: () => [...words.map((word) => ({ ...head, ...part(word), done: false })), last],
  };
}

/** Ollama's `/api/chat`. */
export const ollamaChat = (asked: Asked, words: readonly string[]) =>
  ollama(asked, words, chatPart);

/** Ollama's `/api/generate`. */
export const ollamaGenerate = (asked: Asked, words: readonly string[]) =>
  ollama(asked, words, generatePart);

/** Ollama's `/api/embed`. */
export const ollamaEmbed = (asked: Asked) => ({
  model: asked.model,
  embeddings: asked.inputs.map(() => VECTOR),
  total_duration: 1_000_000,
  load_duration: 500_000,
  prompt_eval_count: asked.promptTokens,
});

/** Ollama's `/api/tags`. */
export const ollamaTags = (models: readonly string[]) => ({
  models: models.map((name) => ({
    name,
    model: name,
    modified_at: CREATED_ISO,
    size: 1_321_098_329,
    digest: 'baf6a787fdffd633537aa2eb51cfd54cb93ff08e28040095462bb63daf552878',
    details: {
      format: 'gguf',
      family: 'llama',
      parameter_size: '1.2B',
      quantization_level: 'Q8_0',
    },
  })),
});

/** Ollama's `/api/show`. */
export const ollamaShow = () => ({
  template: '{{ .Prompt }}',
  details: { format: 'gguf', family: 'llama', parameter_size: '1.2B', quantization_level: 'Q8_0' },
  model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 },
  capabilities: ['completion', 'tools'],
});

const openAiUsage = (asked: Asked, words: readonly string[]) => ({
  prompt_tokens: asked.promptTokens,
  completion_tokens: words.length,
  total_tokens: asked.promptTokens + words.length,
});

/** OpenAI's `/v1/chat/completions`. */
export function openAiChat(asked: Asked, words: readonly string[]) {
  const head = { id: 'chatcmpl-fake', created: CREATED, model: asked.model };
  const chunk = (delta: object, finish: string | null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(asked.includeUsage ? { usage: null } : {}),
  });
  const usageChunk = {
    ...head,
    object: 'chat.completion.chunk',
    choices: [],
    usage: openAiUsage(asked, words),
  };
  const message = { role: 'assistant', content: words.join('') };
  return {
    whole: () => ({
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: openAiUsage(asked, words),
    }),
    events: () => [
      ...words.map((content, at) =>
        chunk(at === 0 ? { role: 'assistant', content } : { content }, null),
      ),
      chunk({}, 'stop'),
      ...(asked.includeUsage ? [usageChunk] : []),
    ],
  };
}

/** OpenAI's `/v1/models`. */
export const openAiModels = (models: readonly string[]) => ({
  object: 'list',
  data: models.map((id) => ({ id, object: 'model', created: CREATED, owned_by: 'library' })),
});

/** OpenAI's `/v1/embeddings`. */
export const openAiEmbeddings = (asked: Asked) => ({
  object: 'list',
  model: asked.model,
  data: asked.inputs.map((_, index) => ({ object: 'embedding', index, embedding: VECTOR })),
  usage: { prompt_tokens: asked.promptTokens, total_tokens: asked.promptTokens },
});

/** A PNG of one pixel. */
const PIXEL_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A1111's `/sdapi/v1/txt2img`. */
export const txt2img = (body: unknown) => ({
  images: [PIXEL_PNG],
  parameters: body,
  info: JSON.stringify({ seed: 1, all_seeds: [1], steps: 20, width: 512, height: 512 }),
});
