import * as z from 'zod';
import { openaiTool } from './openai-request-schema';
import { optionalFlag, optionalNumber, optionalText, stopTexts } from './request-input';

const toolCall = z.object({
  id: optionalText,
  function: z.object({ name: z.string(), arguments: z.unknown().optional() }),
});

const message = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: optionalText,
  thinking: optionalText,
  images: z.array(z.string()).nullish(),
  tool_calls: z.array(toolCall).nullish(),
  tool_name: optionalText,
  tool_call_id: optionalText,
});

const options = z
  .object({
    temperature: optionalNumber,
    top_p: optionalNumber,
    top_k: optionalNumber,
    seed: optionalNumber,
    num_predict: optionalNumber,
    stop: stopTexts,
    presence_penalty: optionalNumber,
    frequency_penalty: optionalNumber,
  })
  .nullish();

const common = {
  model: z.string().min(1),
  stream: optionalFlag,
  format: z.union([z.literal(''), z.literal('json'), z.record(z.string(), z.unknown())]).nullish(),
  think: z.union([z.boolean(), z.string()]).nullish(),
  keep_alive: z.union([z.string(), z.number()]).nullish(),
  logprobs: optionalFlag,
  options,
};

/** The fields of `/api/chat` that are carried over or that refuse it. */
export const ollamaChatRequest = z.object({
  ...common,
  messages: z.array(message).nullish(),
  tools: z.array(openaiTool).nullish(),
});

/** The fields of `/api/generate` that are carried over or that refuse it. */
export const ollamaGenerateRequest = z.object({
  ...common,
  prompt: optionalText,
  system: optionalText,
  images: z.array(z.string()).nullish(),
  suffix: optionalText,
  template: optionalText,
  raw: optionalFlag,
  context: z.array(z.unknown()).nullish(),
});

export type OllamaChatRequest = z.output<typeof ollamaChatRequest>;
export type OllamaGenerateRequest = z.output<typeof ollamaGenerateRequest>;
export type OllamaMessage = NonNullable<OllamaChatRequest['messages']>[number];
