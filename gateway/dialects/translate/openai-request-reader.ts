import { imageFromUrl } from './image-data';
import type { NeutralChat, NeutralFormat, NeutralMessage, NeutralPart } from './neutral-chat';
import {
  openaiRequest,
  type OpenAiMessage,
  type OpenAiPart,
  type OpenAiRequest,
} from './openai-request-schema';
import { defined, readBody } from './request-input';
import { readThink } from './think-level';
import { argumentsText, madeCallId } from './tool-arguments';
import { functionTools } from './tool-list';
import { cannotTranslate } from './translation-error';

function readPart(part: OpenAiPart): NeutralPart {
  if ('text' in part) return { type: 'text', text: part.text };
  if ('refusal' in part) return { type: 'text', text: part.refusal };
  if ('image_url' in part) return imageFromUrl(part.image_url.url);
  const kind = part.type.slice(0, 40);
  throw cannotTranslate(
    `Content of the kind "${kind}" cannot be sent to this service: only text and images can.`,
  );
}

function readMessage(message: OpenAiMessage, at: number): NeutralMessage {
  const { content } = message;
  const calls = (message.tool_calls ?? []).map((call, index) => ({
    id: call.id ?? madeCallId(`m${at}`, index),
    name: call.function.name,
    json: argumentsText(call.function.arguments),
  }));
  return {
    role: message.role === 'developer' ? 'system' : message.role,
    parts:
      typeof content === 'string'
        ? [{ type: 'text', text: content }]
        : (content ?? []).map(readPart),
    ...defined({
      reasoning: message.reasoning_content ?? message.reasoning,
      callId: message.tool_call_id,
    }),
    ...(calls.length > 0 && { toolCalls: calls }),
  };
}

/** Fields that promise an answer which the other service cannot give. */
function refuseUnknown(body: OpenAiRequest): void {
  const asked: readonly (readonly [boolean, string])[] = [
    [(body.n ?? 1) > 1, 'more than one answer ("n")'],
    [body.logprobs === true, 'token probabilities ("logprobs")'],
    [body.modalities?.includes('audio') ?? false, 'spoken answers ("modalities")'],
    [body.audio != null, 'spoken answers ("audio")'],
    [(body.functions?.length ?? 0) > 0, 'the old "functions" (use "tools")'],
    [Object.keys(body.logit_bias ?? {}).length > 0, 'a "logit_bias"'],
    [body.web_search_options != null, 'a web search ("web_search_options")'],
  ];
  const found = asked.find(([isAsked]) => isAsked);
  if (found) throw cannotTranslate(`The service behind this address does not offer ${found[1]}.`);
}

function readFormat(format: OpenAiRequest['response_format']): NeutralFormat | undefined {
  if (format?.type === 'json_object') return { type: 'json' };
  if (format?.type !== 'json_schema') return undefined;
  const { name, schema } = format.json_schema;
  return schema == null ? { type: 'json' } : { type: 'schema', name: name ?? 'answer', schema };
}

/** Reads a chat completions request. Throws INPUT_INVALID for what no other dialect can say. */
export function readOpenAiRequest(value: unknown): NeutralChat {
  const body = readBody(openaiRequest, value);
  refuseUnknown(body);
  const choice = body.tool_choice;
  return {
    model: body.model,
    messages: body.messages.map(readMessage),
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    showReasoning: true,
    ...defined({
      tools: functionTools(body.tools ?? [], (tool) => tool.function),
      toolChoice: typeof choice === 'object' && choice ? { name: choice.function.name } : choice,
      parallelToolCalls: body.parallel_tool_calls,
      maxTokens: body.max_completion_tokens ?? body.max_tokens,
      temperature: body.temperature,
      topP: body.top_p,
      seed: body.seed,
      presencePenalty: body.presence_penalty,
      frequencyPenalty: body.frequency_penalty,
      stop: body.stop,
      format: readFormat(body.response_format),
      think: readThink(body.reasoning_effort),
    }),
  };
}
