import * as z from 'zod';
import { optionalFlag, optionalNumber, optionalText } from './request-input';

const imageSource = z.union([
  z.object({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
  z.object({ type: z.literal('url'), url: z.string() }),
  z.object({ type: z.string() }),
]);

const text = z.object({ type: z.literal('text'), text: z.string() });
const image = z.object({ type: z.literal('image'), source: imageSource });
const resultPart = z.union([text, image, z.object({ type: z.string() })]);

const block = z.union([
  text,
  image,
  z.object({ type: z.literal('thinking'), thinking: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(resultPart)]).nullish(),
  }),
  z.object({ type: z.string() }),
]);

const tool = z.object({
  type: optionalText,
  name: z.string().min(1),
  description: optionalText,
  input_schema: z.unknown().optional(),
});

const toolChoice = z
  .object({
    type: z.enum(['auto', 'any', 'tool', 'none']),
    name: optionalText,
    disable_parallel_tool_use: optionalFlag,
  })
  .nullish();

/** The fields of a messages request that are carried over or that refuse it. */
export const anthropicRequest = z.object({
  model: z.string().min(1),
  max_tokens: optionalNumber,
  system: z.union([z.string(), z.array(text)]).nullish(),
  messages: z
    .array(
      z.object({
        role: z.enum(['user', 'assistant', 'system']),
        content: z.union([z.string(), z.array(block)]),
      }),
    )
    .min(1),
  stream: optionalFlag,
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice,
  temperature: optionalNumber,
  top_p: optionalNumber,
  top_k: optionalNumber,
  stop_sequences: z.array(z.string()).nullish(),
  thinking: z.object({ type: z.string() }).nullish(),
  output_config: z
    .object({
      format: z.object({ type: z.string(), schema: z.unknown().optional() }).nullish(),
    })
    .nullish(),
});

export type AnthropicRequest = z.output<typeof anthropicRequest>;
export type AnthropicMessage = AnthropicRequest['messages'][number];
export type AnthropicBlock = z.output<typeof block>;
export type AnthropicResultPart = z.output<typeof resultPart>;
