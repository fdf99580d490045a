import * as z from 'zod';
import { optionalFlag, optionalNumber, optionalText, stopTexts } from './request-input';

const contentPart = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  z.object({
    type: z.literal('image_url'),
    // Some apps give the address without the object around it.
    image_url: z.union([z.object({ url: z.string() }), z.string().transform((url) => ({ url }))]),
  }),
  z.object({ type: z.string() }),
]);

const toolCall = z.object({
  id: optionalText,
  function: z.object({ name: z.string(), arguments: z.unknown().optional() }),
});

const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
  reasoning_content: optionalText,
  reasoning: optionalText,
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: optionalText,
});

export const openaiTool = z.object({
  type: z.string(),
  function: z
    .object({
      name: z.string().min(1),
      description: optionalText,
      parameters: z.unknown().optional(),
    })
    .nullish(),
});

const toolChoice = z
  .union([
    z.enum(['auto', 'none', 'required']),
    z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
  ])
  .nullish();

const responseFormat = z
  .union([
    z.object({ type: z.enum(['text', 'json_object']) }),
    z.object({
      type: z.literal('json_schema'),
      json_schema: z.object({ name: optionalText, schema: z.unknown().optional() }),
    }),
  ])
  .nullish();

export const reasoningEffort = z.string().nullish();

/** The fields of a chat completions request that are carried over or that refuse it. */
export const openaiRequest = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: optionalFlag,
  stream_options: z.object({ include_usage: optionalFlag }).nullish(),
  tools: z.array(openaiTool).nullish(),
  tool_choice: toolChoice,
  parallel_tool_calls: optionalFlag,
  max_tokens: optionalNumber,
  max_completion_tokens: optionalNumber,
  temperature: optionalNumber,
  top_p: optionalNumber,
  seed: optionalNumber,
  presence_penalty: optionalNumber,
  frequency_penalty: optionalNumber,
  stop: stopTexts,
  response_format: responseFormat,
  reasoning_effort: reasoningEffort,
  n: optionalNumber,
  logprobs: optionalFlag,
  modalities: z.array(z.string()).nullish(),
  audio: z.unknown().optional(),
  functions: z.array(z.unknown()).nullish(),
  logit_bias: z.unknown().optional(),
  web_search_options: z.unknown().optional(),
});

export type OpenAiRequest = z.output<typeof openaiRequest>;
export type OpenAiMessage = OpenAiRequest['messages'][number];
export type OpenAiPart = z.output<typeof contentPart>;
