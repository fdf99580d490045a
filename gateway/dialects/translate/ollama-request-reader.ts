import { mediaTypeOf } from './image-data';
import type { NeutralChat, NeutralFormat, NeutralMessage, NeutralPart } from './neutral-chat';
import {
  ollamaChatRequest,
  ollamaGenerateRequest,
  type OllamaChatRequest,
  type OllamaGenerateRequest,
  type OllamaMessage,
} from './ollama-request-schema';
import { OpenCalls } from './open-calls';
import { defined, readBody } from './request-input';
import { readThink } from './think-level';
import { functionTools } from './tool-list';
import { cannotTranslate } from './translation-error';

function readImage(image: string): NeutralPart {
  const base64 = image.replace(/^data:[^,]{0,100},/, '');
  return { type: 'image', mediaType: mediaTypeOf(base64), base64 };
}

const readParts = (
  text: string | null | undefined,
  images: readonly string[] | null | undefined,
): NeutralPart[] => [
  ...(text == null || text === '' ? [] : [{ type: 'text' as const, text }]),
  ...(images ?? []).map(readImage),
];

function readMessage(message: OllamaMessage, calls: OpenCalls): NeutralMessage {
  const parts = readParts(message.content, message.images);
  if (message.role === 'tool') {
    return { role: 'tool', parts, callId: calls.answered(message.tool_call_id, message.tool_name) };
  }
  const toolCalls = calls.opened(message.tool_calls ?? []);
  return {
    role: message.role,
    parts,
    ...defined({ reasoning: message.thinking }),
    ...(toolCalls.length > 0 && { toolCalls }),
  };
}

function readFormat(format: OllamaChatRequest['format']): NeutralFormat | undefined {
  if (format == null || format === '') return undefined;
  return format === 'json' ? { type: 'json' } : { type: 'schema', name: 'answer', schema: format };
}

/** What both routes have in common. */
function readSettings(body: OllamaChatRequest | OllamaGenerateRequest) {
  if (body.logprobs === true) {
    throw cannotTranslate('The service behind this address does not offer token probabilities.');
  }
  const { options } = body;
  const limit = options?.num_predict ?? 0;
  return {
    model: body.model,
    stream: body.stream ?? true,
    showReasoning: body.think !== false,
    ...defined({
      format: readFormat(body.format),
      think: readThink(body.think),
      keepAlive: body.keep_alive,
      // Ollama's -1 and -2 mean "no limit", which is what leaving it out means elsewhere.
      maxTokens: limit > 0 ? limit : undefined,
      temperature: options?.temperature,
      topP: options?.top_p,
      topK: options?.top_k,
      seed: options?.seed,
      presencePenalty: options?.presence_penalty,
      frequencyPenalty: options?.frequency_penalty,
      stop: options?.stop,
    }),
  };
}

const nothingAsked = (): Error =>
  cannotTranslate(
    'There is no question in this request. Models of this service cannot be loaded or unloaded from here.',
  );

/** Reads a request to `/api/chat`. Throws INPUT_INVALID for what no other dialect can say. */
export function readOllamaChat(value: unknown): NeutralChat {
  const body = readBody(ollamaChatRequest, value);
  const settings = readSettings(body);
  if (!body.messages || body.messages.length === 0) throw nothingAsked();
  const calls = new OpenCalls();
  return {
    ...settings,
    messages: body.messages.map((message) => readMessage(message, calls)),
    ...defined({ tools: functionTools(body.tools ?? [], (tool) => tool.function) }),
  };
}

/** Reads a request to `/api/generate`. Throws INPUT_INVALID for what no other dialect can say. */
export function readOllamaGenerate(value: unknown): NeutralChat {
  const body = readBody(ollamaGenerateRequest, value);
  const settings = readSettings(body);
  const asked: readonly (readonly [boolean, string])[] = [
    [(body.suffix ?? '') !== '', 'a "suffix"'],
    [(body.template ?? '') !== '', 'a "template" of your own'],
    [body.raw === true, '"raw" prompts'],
    [(body.context?.length ?? 0) > 0, 'a "context" from an earlier answer (use /api/chat)'],
  ];
  const found = asked.find(([isAsked]) => isAsked);
  if (found) throw cannotTranslate(`The service behind this address does not offer ${found[1]}.`);
  const parts = readParts(body.prompt, body.images);
  if (parts.length === 0) throw nothingAsked();
  const system: NeutralMessage[] = body.system
    ? [{ role: 'system', parts: [{ type: 'text', text: body.system }] }]
    : [];
  return { ...settings, messages: [...system, { role: 'user', parts }] };
}
