import type { ModelEntry } from './model-entry';
import type { ChatDialect } from './translation';

const UNKNOWN_TIME = new Date(0);

const writeOpenAi = ({
  id,
  createdAt = UNKNOWN_TIME,
  ownedBy = 'library',
}: ModelEntry): object => ({
  id,
  object: 'model',
  created: Math.floor(createdAt.getTime() / 1000),
  owned_by: ownedBy,
});

const writeAnthropic = ({ id, createdAt = UNKNOWN_TIME }: ModelEntry): object => ({
  type: 'model',
  id,
  display_name: id,
  created_at: createdAt.toISOString(),
});

/** Apps sort and group by these; an empty text is what Ollama itself writes for what it does not know. */
const detailsOf = ({ family = '', parameterSize = '', quantization = '' }: ModelEntry): object => ({
  parent_model: '',
  format: '',
  family,
  families: family === '' ? [] : [family],
  parameter_size: parameterSize,
  quantization_level: quantization,
});

const tagOf = (entry: ModelEntry): object => ({
  modified_at: (entry.createdAt ?? UNKNOWN_TIME).toISOString(),
  size: entry.sizeBytes ?? 0,
  digest: entry.digest ?? '',
  details: detailsOf(entry),
});

/** The words of an Ollama itself stand as they are; only the name may be another one. */
const writeOllama = (entry: ModelEntry): object => ({
  ...(entry.tag ?? tagOf(entry)),
  name: entry.id,
  model: entry.id,
});

/** A model list as `/v1/models` (OpenAI or Anthropic shape) or `/api/tags` gives it. */
export function writeModelList(dialect: ChatDialect, entries: readonly ModelEntry[]): object {
  if (dialect === 'ollama') return { models: entries.map(writeOllama) };
  if (dialect === 'openai') return { object: 'list', data: entries.map(writeOpenAi) };
  return {
    data: entries.map(writeAnthropic),
    has_more: false,
    first_id: entries[0]?.id ?? null,
    last_id: entries.at(-1)?.id ?? null,
  };
}

/** One model as `/v1/models/{id}` gives it. */
export const writeModel = (dialect: 'openai' | 'anthropic', entry: ModelEntry): object =>
  dialect === 'openai' ? writeOpenAi(entry) : writeAnthropic(entry);

/** What the chat of every dialect here can do; whether a certain model is good at it is not known. */
const USUAL = ['completion', 'tools'];

/** The little of `/api/show` that apps read before they chat: details, context length and capabilities. */
export function writeShow(entry: ModelEntry): object {
  const architecture = entry.family ?? 'unknown';
  return {
    modelfile: '',
    parameters: '',
    template: '',
    license: '',
    modified_at: (entry.createdAt ?? UNKNOWN_TIME).toISOString(),
    details: detailsOf(entry),
    model_info: {
      'general.architecture': architecture,
      'general.basename': entry.id,
      ...(entry.contextLength !== undefined && {
        [`${architecture}.context_length`]: entry.contextLength,
      }),
    },
    capabilities: entry.capabilities ?? USUAL,
  };
}
