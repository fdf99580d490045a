import * as z from 'zod';
import { imageFromUrl } from './image-data';
import type { NeutralChat, NeutralMessage, NeutralPart } from './neutral-chat';
import { reasoningEffort } from './openai-request-schema';
import { defined, optionalFlag, optionalNumber, optionalText, readBody } from './request-input';
import { readThink } from './think-level';
import { argumentsText } from './tool-arguments';
import { functionTools } from './tool-list';
import { cannotTranslate } from './translation-error';

const part = z.union([
  z.object({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  z.object({ type: z.literal('input_image'), image_url: z.string() }),
  z.object({ type: z.string() }),
]);

const item = z.union([
  z.object({
    type: z.literal('function_call'),
    call_id: z.string(),
    name: z.string(),
    arguments: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.union([z.string(), z.array(part)]),
  }),
  z.object({
    type: z.literal('message').optional(),
    role: z.enum(['system', 'developer', 'user', 'assistant']),
    content: z.union([z.string(), z.array(part)]),
  }),
  z.object({ type: z.string() }),
]);

const responsesRequest = z.object({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item).min(1)]),
  instructions: optionalText,
  stream: optionalFlag,
  tools: z
    .array(
      z.object({
        type: z.string(),
        name: optionalText,
        description: optionalText,
        parameters: z.unknown().optional(),
      }),
    )
    .nullish(),
  tool_choice: z.union([z.string(), z.object({ type: z.string(), name: optionalText })]).nullish(),
  parallel_tool_calls: optionalFlag,
  max_output_tokens: optionalNumber,
  temperature: optionalNumber,
  top_p: optionalNumber,
  top_logprobs: optionalNumber,
  reasoning: z.object({ effort: reasoningEffort }).nullish(),
  text: z
    .object({
      format: z
        .object({ type: z.string(), name: optionalText, schema: z.unknown().optional() })
        .nullish(),
    })
    .nullish(),
  previous_response_id: optionalText,
  conversation: z.unknown().optional(),
  background: optionalFlag,
  prompt: z.unknown().optional(),
});

type ResponsesRequest = z.output<typeof responsesRequest>;
type Item = z.output<typeof item>;

function readPart(one: z.output<typeof part>): NeutralPart {
  if ('text' in one) return { type: 'text', text: one.text };
  if ('refusal' in one) return { type: 'text', text: one.refusal };
  if ('image_url' in one) return imageFromUrl(one.image_url);
  throw cannotTranslate(
    `Content of the kind "${one.type.slice(0, 40)}" cannot be sent to this service: only text and images can.`,
  );
}

const readContent = (content: string | z.output<typeof part>[]): NeutralPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(readPart);

function readItem(one: Item): NeutralMessage | undefined {
  if ('role' in one) {
    const role = one.role === 'developer' ? 'system' : one.role;
    return { role, parts: readContent(one.content) };
  }
  if ('output' in one) return { role: 'tool', callId: one.call_id, parts: readContent(one.output) };
  if ('name' in one) {
    const call = { id: one.call_id, name: one.name, json: argumentsText(one.arguments) };
    return { role: 'assistant', parts: [], toolCalls: [call] };
  }
  // Earlier thinking is the service's own note, often encrypted; the answer does not depend on it.
  if (one.type === 'reasoning') return undefined;
  throw cannotTranslate(
    `An input item of the kind "${one.type.slice(0, 40)}" cannot be sent to this service.`,
  );
}

/** What the model said and called in one turn are items of their own here, and one message everywhere else. */
function joinTurns(messages: readonly (NeutralMessage | undefined)[]): NeutralMessage[] {
  const joined: NeutralMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (!message) continue;
    if (last?.role !== 'assistant' || message.role !== 'assistant') joined.push(message);
    else {
      const toolCalls = [...(last.toolCalls ?? []), ...(message.toolCalls ?? [])];
      joined[joined.length - 1] = {
        role: 'assistant',
        parts: [...last.parts, ...message.parts],
        ...(toolCalls.length > 0 && { toolCalls }),
      };
    }
  }
  return joined;
}

function refuseUnknown(body: ResponsesRequest): void {
  const asked: readonly (readonly [boolean, string])[] = [
    [
      body.previous_response_id != null,
      'answers that build on a kept one ("previous_response_id")',
    ],
    [body.conversation != null, 'kept conversations ("conversation")'],
    [body.background === true, 'answers in the background ("background")'],
    [body.prompt != null, 'kept prompts ("prompt")'],
    [(body.top_logprobs ?? 0) > 0, 'token probabilities ("top_logprobs")'],
  ];
  const found = asked.find(([isAsked]) => isAsked);
  if (found) throw cannotTranslate(`The service behind this address does not offer ${found[1]}.`);
}

function readFormat({ text }: ResponsesRequest): NeutralChat['format'] {
  const format = text?.format;
  if (format?.type === 'json_object') return { type: 'json' };
  if (format?.type !== 'json_schema' || format.schema == null) return undefined;
  return { type: 'schema', name: format.name ?? 'answer', schema: format.schema };
}

function readChoice({ tool_choice: choice }: ResponsesRequest): NeutralChat['toolChoice'] {
  if (choice === 'none' || choice === 'required' || choice === 'auto') return choice;
  return typeof choice === 'object' && choice?.name ? { name: choice.name } : undefined;
}

/** Reads a responses request. Throws INPUT_INVALID for what is kept at the provider and for what no other dialect can say. */
export function readResponsesRequest(value: unknown): NeutralChat {
  const body = readBody(responsesRequest, value);
  refuseUnknown(body);
  const items = typeof body.input === 'string' ? [] : body.input.map(readItem);
  const asked: NeutralMessage[] =
    typeof body.input === 'string' ? [{ role: 'user', parts: readContent(body.input) }] : [];
  const system: NeutralMessage[] = body.instructions
    ? [{ role: 'system', parts: readContent(body.instructions) }]
    : [];
  const tools = functionTools(body.tools ?? [], ({ type, name, description, parameters }) =>
    type === 'function' && name ? { name, description, parameters } : undefined,
  );
  return {
    model: body.model,
    messages: [...system, ...joinTurns([...asked, ...items])],
    stream: body.stream ?? false,
    showReasoning: true,
    ...defined({
      tools,
      toolChoice: readChoice(body),
      parallelToolCalls: body.parallel_tool_calls,
      maxTokens: body.max_output_tokens,
      temperature: body.temperature,
      topP: body.top_p,
      format: readFormat(body),
      think: readThink(body.reasoning?.effort),
    }),
  };
}
