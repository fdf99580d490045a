import { imageToUrl } from './image-data';
import {
  textOf,
  type NeutralChat,
  type NeutralMessage,
  type NeutralTool,
  type NeutralToolCall,
  type NeutralToolChoice,
} from './neutral-chat';
import { defined } from './request-input';
import { toEffort } from './think-level';

const writeCall = ({ id, name, json }: NeutralToolCall): object => ({
  id,
  type: 'function',
  function: { name, arguments: json },
});

/** Plain text stays a string: older servers know nothing else. */
function writeContent({ parts }: NeutralMessage): unknown {
  if (parts.every((part) => part.type === 'text')) return textOf(parts);
  return parts.map((part) =>
    part.type === 'text' ? part : { type: 'image_url', image_url: { url: imageToUrl(part) } },
  );
}

function writeMessage(message: NeutralMessage): object {
  const { role, toolCalls, reasoning, callId } = message;
  const content = writeContent(message);
  if (role === 'tool') return { role, tool_call_id: callId ?? '', content };
  if (!toolCalls) return { role, content };
  return {
    role,
    content: content === '' ? null : content,
    // Models that think between calls lose their thread without it; a finished turn does not need it.
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    tool_calls: toolCalls.map(writeCall),
  };
}

const writeTool = ({ name, description, schema }: NeutralTool): object => ({
  type: 'function',
  function: defined({ name, description, parameters: schema }),
});

const writeChoice = (choice: NeutralToolChoice): unknown =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };

function writeFormat({ format }: NeutralChat): object | undefined {
  if (!format) return undefined;
  if (format.type === 'json') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: format.name, schema: format.schema } };
}

/** Writes a chat completions request. A stream always asks for its figures, since the other dialects promise them. */
export function writeOpenAiRequest(chat: NeutralChat): object {
  return defined({
    model: chat.model,
    messages: chat.messages.map(writeMessage),
    stream: chat.stream,
    stream_options: chat.stream ? { include_usage: true } : undefined,
    tools: chat.tools?.map(writeTool),
    tool_choice: chat.tools && chat.toolChoice ? writeChoice(chat.toolChoice) : undefined,
    parallel_tool_calls: chat.tools ? chat.parallelToolCalls : undefined,
    // The older name: every compatible server knows it.
    max_tokens: chat.maxTokens,
    temperature: chat.temperature,
    top_p: chat.topP,
    seed: chat.seed,
    presence_penalty: chat.presencePenalty,
    frequency_penalty: chat.frequencyPenalty,
    stop: chat.stop,
    response_format: writeFormat(chat),
    reasoning_effort: toEffort(chat.think),
  });
}
