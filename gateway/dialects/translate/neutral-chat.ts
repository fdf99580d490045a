/** A piece of what a person, a model or a tool said. */
export type NeutralPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly mediaType: string; readonly base64: string }
  | { readonly type: 'imageUrl'; readonly url: string };

export interface NeutralToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON text; an object once it is parsed. */
  readonly json: string;
}

/** One turn. A `tool` turn carries text only and says which call it answers. */
export interface NeutralMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly parts: readonly NeutralPart[];
  readonly reasoning?: string;
  readonly toolCalls?: readonly NeutralToolCall[];
  readonly callId?: string;
  readonly toolName?: string;
}

export interface NeutralTool {
  readonly name: string;
  readonly description?: string;
  /** A JSON schema of an object. */
  readonly schema: unknown;
}

export type NeutralToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export type NeutralFormat =
  | { readonly type: 'json' }
  | { readonly type: 'schema'; readonly name: string; readonly schema: unknown };

export type NeutralThink = boolean | 'minimal' | 'low' | 'medium' | 'high';

/** A chat call in no dialect: what all of them can say, and nothing that only one of them has. */
export interface NeutralChat {
  readonly model: string;
  readonly messages: readonly NeutralMessage[];
  readonly stream: boolean;
  /** True when a stream must end with the figures although its dialect does not always send them. */
  readonly includeUsage?: boolean;
  readonly tools?: readonly NeutralTool[];
  readonly toolChoice?: NeutralToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly stop?: readonly string[];
  readonly format?: NeutralFormat;
  readonly think?: NeutralThink;
  /** False when the caller did not ask to see how the model thinks. */
  readonly showReasoning: boolean;
  /** How long the model stays loaded; only Ollama knows it. */
  readonly keepAlive?: string | number;
}

/** The text of all parts, joined the way every dialect joins them. */
export const textOf = (parts: readonly NeutralPart[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
