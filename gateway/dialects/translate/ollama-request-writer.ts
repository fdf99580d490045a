import {
  textOf,
  type NeutralChat,
  type NeutralMessage,
  type NeutralTool,
  type NeutralToolCall,
} from './neutral-chat';
import { defined } from './request-input';
import { argumentsObject } from './tool-arguments';
import { cannotTranslate } from './translation-error';

const writeCall = ({ id, name, json }: NeutralToolCall): object => ({
  id,
  function: { name, arguments: argumentsObject(json) },
});

function imagesOf({ parts }: NeutralMessage): string[] | undefined {
  const images: string[] = [];
  for (const part of parts) {
    if (part.type === 'image') images.push(part.base64);
    if (part.type === 'imageUrl') {
      throw cannotTranslate(
        'This service takes images in the request only, not their web address.',
      );
    }
  }
  return images.length > 0 ? images : undefined;
}

/** The tool's name for each call id: Ollama's models are told the name, not the id. */
const namesOf = (messages: readonly NeutralMessage[]): Map<string, string> =>
  new Map(messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name])));

function writeMessage(message: NeutralMessage, names: ReadonlyMap<string, string>): object {
  const { role, callId } = message;
  return defined({
    role,
    content: textOf(message.parts),
    thinking: message.reasoning,
    images: imagesOf(message),
    tool_calls: message.toolCalls?.map(writeCall),
    tool_name: callId === undefined ? undefined : names.get(callId),
    tool_call_id: callId,
  });
}

const writeTool = ({ name, description, schema }: NeutralTool): object => ({
  type: 'function',
  function: defined({ name, description, parameters: schema }),
});

/** Ollama has no `tool_choice`: a forbidden tool is not offered, and a wanted one is offered alone. */
function offeredTools({ tools, toolChoice }: NeutralChat): object[] | undefined {
  if (!tools || toolChoice === 'none') return undefined;
  const wanted = typeof toolChoice === 'object' ? toolChoice.name : undefined;
  return tools.filter(({ name }) => wanted === undefined || name === wanted).map(writeTool);
}

const formatOf = ({ format }: NeutralChat): unknown =>
  format?.type === 'schema' ? format.schema : format?.type;

function optionsOf(chat: NeutralChat): object | undefined {
  const options = defined({
    temperature: chat.temperature,
    top_p: chat.topP,
    top_k: chat.topK,
    seed: chat.seed,
    num_predict: chat.maxTokens,
    presence_penalty: chat.presencePenalty,
    frequency_penalty: chat.frequencyPenalty,
    stop: chat.stop,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}

/** Writes a request to `/api/chat`. Throws INPUT_INVALID for an image that is only an address. */
export function writeOllamaRequest(chat: NeutralChat): object {
  const names = namesOf(chat.messages);
  return defined({
    model: chat.model,
    messages: chat.messages.map((message) => writeMessage(message, names)),
    stream: chat.stream,
    tools: offeredTools(chat),
    format: formatOf(chat),
    think: chat.think === 'minimal' ? 'low' : chat.think,
    keep_alive: chat.keepAlive,
    options: optionsOf(chat),
  });
}
