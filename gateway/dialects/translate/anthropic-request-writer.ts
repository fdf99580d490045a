import {
  textOf,
  type NeutralChat,
  type NeutralMessage,
  type NeutralPart,
  type NeutralTool,
} from './neutral-chat';
import { defined } from './request-input';
import { argumentsObject } from './tool-arguments';
import { cannotTranslate } from './translation-error';

/** Anthropic needs a limit; the other dialects do not have to say one. */
const DEFAULT_MAX_TOKENS = 4096;

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: object[];
}

function writePart(part: NeutralPart): object {
  if (part.type === 'text') return part;
  if (part.type === 'imageUrl') return { type: 'image', source: { type: 'url', url: part.url } };
  const { mediaType, base64 } = part;
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: base64 } };
}

/** Empty text blocks are refused there. Earlier thinking is left out: it would need a signature that only Anthropic gives. */
function writeBlocks(message: NeutralMessage): object[] {
  if (message.role === 'tool') {
    const content = textOf(message.parts);
    return [{ type: 'tool_result', tool_use_id: message.callId ?? '', content }];
  }
  const parts = message.parts.filter((part) => part.type !== 'text' || part.text !== '');
  const calls = (message.toolCalls ?? []).map(({ id, name, json }) => ({
    type: 'tool_use',
    id,
    name,
    input: argumentsObject(json),
  }));
  return [...parts.map(writePart), ...calls];
}

/** All results of one round of calls must stand in one turn, so turns of the same side are joined. */
function writeTurns(messages: readonly NeutralMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = writeBlocks(message);
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  return turns;
}

const writeTool = ({ name, description, schema }: NeutralTool): object =>
  defined({ name, description, input_schema: schema });

function writeChoice({ tools, toolChoice, parallelToolCalls }: NeutralChat): object | undefined {
  const noParallel = parallelToolCalls === false;
  if (!tools || (toolChoice === undefined && !noParallel)) return undefined;
  const choice =
    typeof toolChoice === 'object'
      ? { type: 'tool', name: toolChoice.name }
      : { type: toolChoice === 'required' ? 'any' : (toolChoice ?? 'auto') };
  return noParallel && choice.type !== 'none'
    ? { ...choice, disable_parallel_tool_use: true }
    : choice;
}

function writeFormat({ format }: NeutralChat): object | undefined {
  if (!format) return undefined;
  if (format.type === 'schema') {
    return { format: { type: 'json_schema', schema: format.schema } };
  }
  throw cannotTranslate('This service answers in JSON only when it is given a schema.');
}

/** Writes a messages request. Throws INPUT_INVALID for JSON without a schema. */
export function writeAnthropicRequest(chat: NeutralChat): object {
  const system = chat.messages
    .filter(({ role }) => role === 'system')
    .map(({ parts }) => textOf(parts))
    .filter((text) => text !== '');
  const stop = chat.stop?.filter((text) => text.trim() !== '');
  return defined({
    model: chat.model,
    max_tokens: chat.maxTokens ?? DEFAULT_MAX_TOKENS,
    system: system.length > 0 ? system.join('\n\n') : undefined,
    messages: writeTurns(chat.messages.filter(({ role }) => role !== 'system')),
    stream: chat.stream,
    tools: chat.tools?.map(writeTool),
    tool_choice: writeChoice(chat),
    // The scale ends at 1 there and at 2 elsewhere.
    temperature: chat.temperature === undefined ? undefined : Math.min(chat.temperature, 1),
    top_p: chat.topP,
    top_k: chat.topK,
    stop_sequences: stop && stop.length > 0 ? stop : undefined,
    output_config: writeFormat(chat),
  });
}
