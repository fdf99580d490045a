import {
  anthropicRequest,
  type AnthropicBlock,
  type AnthropicMessage,
  type AnthropicRequest,
  type AnthropicResultPart,
} from './anthropic-request-schema';
import type {
  NeutralChat,
  NeutralMessage,
  NeutralPart,
  NeutralThink,
  NeutralToolCall,
  NeutralToolChoice,
} from './neutral-chat';
import { textOf } from './neutral-chat';
import { defined, readBody } from './request-input';
import { argumentsText } from './tool-arguments';
import { functionTools } from './tool-list';
import { cannotTranslate } from './translation-error';

type ImageSource = Extract<AnthropicBlock, { source: unknown }>['source'];

const refuseKind = (type: string): Error =>
  cannotTranslate(
    `Content of the kind "${type.slice(0, 40)}" cannot be sent to this service: only text, images and tools can.`,
  );

function readImage(source: ImageSource): NeutralPart {
  if ('data' in source) {
    return { type: 'image', mediaType: source.media_type, base64: source.data };
  }
  if ('url' in source) return { type: 'imageUrl', url: source.url };
  throw refuseKind(`image of ${source.type}`);
}

function readPart(part: AnthropicResultPart): NeutralPart {
  if ('text' in part) return part;
  if ('source' in part) return readImage(part.source);
  throw refuseKind(part.type);
}

/** One turn of Anthropic, on its way to become several: results of tools are turns of their own elsewhere. */
class TurnParts {
  readonly #results: NeutralMessage[] = [];
  readonly #parts: NeutralPart[] = [];
  readonly #calls: NeutralToolCall[] = [];
  #reasoning = '';

  add(block: AnthropicBlock): void {
    if ('thinking' in block) this.#reasoning += block.thinking;
    else if ('tool_use_id' in block) this.#addResult(block.tool_use_id, block.content);
    else if ('name' in block) {
      this.#calls.push({ id: block.id, name: block.name, json: argumentsText(block.input) });
    } else if (block.type !== 'redacted_thinking') this.#parts.push(readPart(block));
  }

  /** A result's images move to the person's turn that follows: the other dialects take text from tools only. */
  #addResult(callId: string, content: string | AnthropicResultPart[] | null | undefined): void {
    const parts =
      typeof content === 'string'
        ? [{ type: 'text' as const, text: content }]
        : (content ?? []).map(readPart);
    this.#results.push({ role: 'tool', callId, parts: [{ type: 'text', text: textOf(parts) }] });
    this.#parts.push(...parts.filter(({ type }) => type !== 'text'));
  }

  toMessages(role: AnthropicMessage['role']): NeutralMessage[] {
    const rest: NeutralMessage = {
      role,
      parts: this.#parts,
      ...(this.#reasoning !== '' && { reasoning: this.#reasoning }),
      ...(this.#calls.length > 0 && { toolCalls: this.#calls }),
    };
    const isEmpty = this.#parts.length === 0 && this.#calls.length === 0;
    return isEmpty && this.#results.length > 0 ? this.#results : [...this.#results, rest];
  }
}

function readMessage({ role, content }: AnthropicMessage): NeutralMessage[] {
  if (typeof content === 'string') return [{ role, parts: [{ type: 'text', text: content }] }];
  const turn = new TurnParts();
  for (const block of content) turn.add(block);
  return turn.toMessages(role);
}

function readSystem({ system }: AnthropicRequest): NeutralMessage[] {
  const text = typeof system === 'string' ? system : system?.map((part) => part.text).join('\n\n');
  return text ? [{ role: 'system', parts: [{ type: 'text', text }] }] : [];
}

function readChoice(choice: AnthropicRequest['tool_choice']): NeutralToolChoice | undefined {
  if (choice?.type === 'any') return 'required';
  if (choice?.type !== 'tool') return choice?.type;
  return choice.name == null ? 'required' : { name: choice.name };
}

/** `adaptive` leaves it to the model, which is what saying nothing means elsewhere. */
function readThinking({ thinking }: AnthropicRequest): NeutralThink | undefined {
  if (thinking?.type === 'disabled') return false;
  return thinking?.type === 'enabled' ? true : undefined;
}

function readFormat({ output_config }: AnthropicRequest): NeutralChat['format'] {
  const schema = output_config?.format?.schema;
  return schema == null ? undefined : { type: 'schema', name: 'answer', schema };
}

/** Reads a messages request. Throws INPUT_INVALID for what no other dialect can say. */
export function readAnthropicRequest(value: unknown): NeutralChat {
  const body = readBody(anthropicRequest, value);
  const noParallel = body.tool_choice?.disable_parallel_tool_use === true;
  const thinking = body.thinking?.type;
  const tools = functionTools(body.tools ?? [], (tool) =>
    tool.input_schema == null ? undefined : { ...tool, parameters: tool.input_schema },
  );
  return {
    model: body.model,
    messages: [...readSystem(body), ...body.messages.flatMap(readMessage)],
    stream: body.stream ?? false,
    // Apps that did not ask take the first block for the answer.
    showReasoning: thinking !== undefined && thinking !== 'disabled',
    ...defined({
      tools,
      toolChoice: readChoice(body.tool_choice),
      parallelToolCalls: noParallel ? false : undefined,
      maxTokens: body.max_tokens,
      temperature: body.temperature,
      topP: body.top_p,
      topK: body.top_k,
      stop: body.stop_sequences,
      think: readThinking(body),
      format: readFormat(body),
    }),
  };
}
