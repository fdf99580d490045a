import { fieldsOf, toTokenCount } from '../usage-figures';
import { listIn, textIn } from './answer-facts';
import type { ChatDialect } from './translation';

type Fields = Readonly<Record<string, unknown>>;

/** One model in no dialect. */
export interface ModelEntry {
  readonly id: string;
  readonly createdAt?: Date;
  readonly ownedBy?: string;
  readonly sizeBytes?: number;
  readonly digest?: string;
  readonly family?: string;
  readonly parameterSize?: string;
  readonly quantization?: string;
  /** In tokens. */
  readonly contextLength?: number;
  /** Ollama's words: completion, tools, vision, thinking, embedding. */
  readonly capabilities?: readonly string[];
  /** All that an Ollama itself says of it. */
  readonly tag?: Fields;
}

function readDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'number' ? value * 1000 : (textIn(value) ?? NaN));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Files are larger than any count of tokens. */
const toSize = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

function given<K extends keyof ModelEntry>(name: K, value: ModelEntry[K] | null | undefined) {
  return value == null ? {} : { [name]: value };
}

function readOllamaModel(model: Fields): Omit<ModelEntry, 'id'> {
  const details = fieldsOf(model['details']);
  return {
    tag: model,
    ...given('createdAt', readDate(model['modified_at'])),
    ...given('sizeBytes', toSize(model['size'])),
    ...given('digest', textIn(model['digest'])),
    ...given('family', textIn(details['family'])),
    ...given('parameterSize', textIn(details['parameter_size'])),
    ...given('quantization', textIn(details['quantization_level'])),
  };
}

/** The length of the context stands in a field of its own name in vLLM, LM Studio and llama.cpp. */
function readOpenAiModel(model: Fields): Omit<ModelEntry, 'id'> {
  const meta = fieldsOf(model['meta']);
  const length = model['max_model_len'] ?? model['max_context_length'] ?? meta['n_ctx_train'];
  return {
    ...given('createdAt', readDate(model['created'] ?? model['created_at'])),
    ...given('ownedBy', textIn(model['owned_by'])),
    ...given('sizeBytes', toSize(meta['size'])),
    ...given('contextLength', toTokenCount(length)),
  };
}

/** The models that a service lists; entries without a name are passed over. Never throws. */
export function readModelList(dialect: ChatDialect, body: unknown): ModelEntry[] {
  const fields = fieldsOf(body);
  const isOllama = dialect === 'ollama';
  return listIn(isOllama ? fields['models'] : fields['data'])
    .map(fieldsOf)
    .flatMap((model) => {
      const id = textIn(isOllama ? (model['model'] ?? model['name']) : model['id']);
      if (id === undefined) return [];
      return [{ id, ...(isOllama ? readOllamaModel(model) : readOpenAiModel(model)) }];
    });
}
