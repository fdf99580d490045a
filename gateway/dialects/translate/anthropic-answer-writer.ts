import { answerId, namedEvent, type AnswerFrame } from './answer-frame';
import { CollectedAnswer, type AnswerBlock } from './collected-answer';
import type {
  AnswerWriter,
  FinishReason,
  NeutralEvent,
  NeutralFinish,
  NeutralUsage,
} from './neutral-event';
import { argumentsObject } from './tool-arguments';

const REASONS: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool: 'tool_use',
  filter: 'refusal',
};

const stopOf = ({ reason, stopSequence }: NeutralFinish): object =>
  stopSequence === undefined || reason !== 'stop'
    ? { stop_reason: REASONS[reason], stop_sequence: null }
    : { stop_reason: 'stop_sequence', stop_sequence: stopSequence };

/** What came from a cache is counted apart here. */
function writeUsage({ tokensIn, tokensOut, cached }: NeutralUsage): object {
  return {
    input_tokens: Math.max(0, (tokensIn ?? 0) - (cached ?? 0)),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached ?? 0,
    output_tokens: tokensOut ?? 0,
  };
}

const messageOf = (frame: AnswerFrame, model: string | null): object => ({
  id: answerId('msg_', frame),
  type: 'message',
  role: 'assistant',
  model: model ?? frame.model,
});

type BlockKind = 'text' | 'reasoning' | 'call';

/** Writes the events of a message: one block after the other, the figures with the reason to stop. */
export class AnthropicStreamWriter implements AnswerWriter {
  readonly #frame: AnswerFrame;
  #open: BlockKind | undefined;
  #index = -1;

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
  }

  write(event: NeutralEvent): string {
    switch (event.type) {
      case 'start':
        return this.#start(event.model);
      case 'text':
        return this.#inBlock('text', { type: 'text_delta', text: event.text });
      case 'reasoning':
        return this.#inBlock('reasoning', { type: 'thinking_delta', thinking: event.text });
      case 'toolStart':
        return this.#begin('call', {
          type: 'tool_use',
          id: event.id,
          name: event.name,
          input: {},
        });
      case 'toolArguments':
        return this.#delta({ type: 'input_json_delta', partial_json: event.json });
      case 'toolEnd':
        return this.#stopBlock();
      case 'error': {
        const error = { type: 'api_error', message: event.message };
        return namedEvent({ type: 'error', ...{ error } });
      }
      case 'finish':
        return this.#finish(event);
    }
  }

  #start(model: string | null): string {
    const message = {
      ...messageOf(this.#frame, model),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: writeUsage({ tokensIn: null, tokensOut: null, cached: null }),
    };
    return namedEvent({ type: 'message_start', ...{ message } });
  }

  #inBlock(kind: 'text' | 'reasoning', delta: object): string {
    const empty =
      kind === 'text'
        ? { type: 'text', text: '' }
        : { type: 'thinking', thinking: '', signature: '' };
    const begin = this.#open === kind ? '' : this.#begin(kind, empty);
    return begin + this.#delta(delta);
  }

  #begin(kind: BlockKind, content_block: object): string {
    const stop = this.#stopBlock();
    this.#open = kind;
    this.#index++;
    return stop + this.#about('content_block_start', { content_block });
  }

  #delta(delta: object): string {
    return this.#about('content_block_delta', { delta });
  }

  #stopBlock(): string {
    if (this.#open === undefined) return '';
    this.#open = undefined;
    return this.#about('content_block_stop', {});
  }

  #about(type: string, rest: object): string {
    return namedEvent({ type, ...{ index: this.#index, ...rest } });
  }

  #finish(event: NeutralFinish): string {
    const rest = { delta: stopOf(event), usage: writeUsage(event.usage) };
    return (
      this.#stopBlock() +
      namedEvent({ type: 'message_delta', ...rest }) +
      namedEvent({ type: 'message_stop' })
    );
  }
}

function writeBlock(block: AnswerBlock): object {
  if (block.type === 'call') {
    const { id, name, json } = block.call;
    return { type: 'tool_use', id, name, input: argumentsObject(json) };
  }
  const { type, text } = block;
  return type === 'text' ? { type, text } : { type: 'thinking', thinking: text, signature: '' };
}

/** Writes one message object when the answer is whole. */
export class AnthropicWholeWriter implements AnswerWriter {
  readonly #frame: AnswerFrame;
  readonly #answer = new CollectedAnswer();

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
  }

  write(event: NeutralEvent): string {
    if (event.type !== 'finish') {
      this.#answer.add(event);
      return '';
    }
    return JSON.stringify({
      ...messageOf(this.#frame, this.#answer.model),
      content: this.#answer.blocks.map(writeBlock),
      ...stopOf(event),
      usage: writeUsage(event.usage),
    });
  }
}
