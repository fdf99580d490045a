import * as z from 'zod';
import { optionalNumber, optionalText, readBody } from './request-input';
import { cannotTranslate } from './translation-error';

/** A call for embeddings in no dialect. */
export interface EmbeddingRequest {
  readonly model: string;
  readonly inputs: readonly string[];
  readonly dimensions?: number | undefined;
  readonly keepAlive?: string | number | undefined;
  /** OpenAI's apps ask for base64 and cannot read numbers then. */
  readonly isBase64: boolean;
}

const texts = z.union([z.string(), z.array(z.union([z.string(), z.unknown()])).min(1)]);

const openai = z.object({
  model: z.string().min(1),
  input: texts,
  dimensions: optionalNumber,
  encoding_format: optionalText,
});

const ollama = z.object({
  model: z.string().min(1),
  input: texts,
  dimensions: optionalNumber,
  keep_alive: z.union([z.string(), z.number()]).nullish(),
});

const ollamaOld = z.object({
  model: z.string().min(1),
  prompt: z.string(),
  keep_alive: z.union([z.string(), z.number()]).nullish(),
});

function toTexts(input: z.output<typeof texts>): string[] {
  return (typeof input === 'string' ? [input] : input).map((one) => {
    if (typeof one === 'string') return one;
    throw cannotTranslate('This service embeds texts only, not lists of token numbers.');
  });
}

/** Reads `/v1/embeddings`. Throws INPUT_INVALID for token numbers instead of text. */
export function readOpenAiEmbedding(value: unknown): EmbeddingRequest {
  const { model, input, dimensions, encoding_format } = readBody(openai, value);
  return {
    model,
    inputs: toTexts(input),
    dimensions: dimensions ?? undefined,
    isBase64: encoding_format === 'base64',
  };
}

/** Reads `/api/embed`. */
export function readOllamaEmbedding(value: unknown): EmbeddingRequest {
  const { model, input, dimensions, keep_alive } = readBody(ollama, value);
  return {
    model,
    inputs: toTexts(input),
    dimensions: dimensions ?? undefined,
    keepAlive: keep_alive ?? undefined,
    isBase64: false,
  };
}

/** Reads `/api/embeddings`, the older route for one text. */
export function readOldOllamaEmbedding(value: unknown): EmbeddingRequest {
  const { model, prompt, keep_alive } = readBody(ollamaOld, value);
  return { model, inputs: [prompt], keepAlive: keep_alive ?? undefined, isBase64: false };
}
