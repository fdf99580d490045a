import { readAnthropicRequest } from './anthropic-request-reader';
import type { NeutralChat, NeutralMessage } from './neutral-chat';

/** Rough measures: about four letters to a token in most languages with Latin letters, and what one image costs in common models. */
const LETTERS_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 800;
const TOKENS_PER_TURN = 4;

function lettersOf({ parts, reasoning = '', toolCalls = [] }: NeutralMessage): number {
  let letters = reasoning.length;
  for (const part of parts) if (part.type === 'text') letters += part.text.length;
  for (const { name, json } of toolCalls) letters += name.length + json.length;
  return letters;
}

function estimate({ messages, tools = [] }: NeutralChat): number {
  let letters = tools.length > 0 ? JSON.stringify(tools).length : 0;
  let tokens = 0;
  for (const message of messages) {
    letters += lettersOf(message);
    tokens += TOKENS_PER_TURN;
    tokens += TOKENS_PER_IMAGE * message.parts.filter(({ type }) => type !== 'text').length;
  }
  return tokens + Math.ceil(letters / LETTERS_PER_TOKEN);
}

/**
 * The answer to `/v1/messages/count_tokens` for a service that cannot count: an estimate from the length of the text, never 0.
 * Nothing is asked of the service. Throws INPUT_INVALID for a request that is not understood.
 */
export const answerTokenCount = (requestBody: unknown): Buffer =>
  Buffer.from(JSON.stringify({ input_tokens: estimate(readAnthropicRequest(requestBody)) }));
