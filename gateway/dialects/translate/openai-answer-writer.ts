import { answerId, createdSeconds, dataEvent, type AnswerFrame } from './answer-frame';
import { CollectedAnswer } from './collected-answer';
import type {
  AnswerWriter,
  FinishReason,
  NeutralEvent,
  NeutralFinish,
  NeutralUsage,
} from './neutral-event';
import { defined } from './request-input';

const REASONS: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  tool: 'tool_calls',
  filter: 'content_filter',
};

function writeUsage({ tokensIn, tokensOut, cached }: NeutralUsage): object {
  return {
    prompt_tokens: tokensIn ?? 0,
    completion_tokens: tokensOut ?? 0,
    total_tokens: (tokensIn ?? 0) + (tokensOut ?? 0),
    ...(cached !== null && { prompt_tokens_details: { cached_tokens: cached } }),
  };
}

/** Writes chat completion chunks. The figures come in a chunk of their own, and only when they were asked for. */
export class OpenAiStreamWriter implements AnswerWriter {
  readonly #frame: AnswerFrame;
  #model: string;

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
    this.#model = frame.model;
  }

  write(event: NeutralEvent): string {
    switch (event.type) {
      case 'start':
        this.#model = event.model ?? this.#model;
        return this.#delta({ role: 'assistant', content: '' });
      case 'text':
        return this.#delta({ content: event.text });
      case 'reasoning':
        return this.#delta({ reasoning_content: event.text });
      case 'toolStart':
        return this.#call(event.index, {
          id: event.id,
          type: 'function',
          function: { name: event.name, arguments: '' },
        });
      case 'toolArguments':
        return this.#call(event.index, { function: { arguments: event.json } });
      case 'toolEnd':
        return '';
      case 'error':
        return dataEvent({ error: { message: event.message, type: 'server_error', code: null } });
      case 'finish':
        return this.#finish(event);
    }
  }

  #finish({ reason, usage }: NeutralFinish): string {
    const last = this.#delta({}, REASONS[reason]);
    const figures = this.#frame.includeUsage ? this.#chunk([], writeUsage(usage)) : '';
    return `${last}${figures}data: [DONE]\n\n`;
  }

  #call(index: number, call: object): string {
    return this.#delta({ tool_calls: [{ index, ...call }] });
  }

  #delta(delta: object, reason: string | null = null): string {
    return this.#chunk([{ index: 0, delta, finish_reason: reason }], null);
  }

  #chunk(choices: object[], usage: object | null): string {
    return dataEvent({
      id: answerId('chatcmpl-', this.#frame),
      object: 'chat.completion.chunk',
      created: createdSeconds(this.#frame),
      model: this.#model,
      choices,
      ...(this.#frame.includeUsage && { usage }),
    });
  }
}

/** Writes one chat completion object when the answer is whole. */
export class OpenAiWholeWriter implements AnswerWriter {
  readonly #frame: AnswerFrame;
  readonly #answer = new CollectedAnswer();

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
  }

  write(event: NeutralEvent): string {
    if (event.type === 'finish') return JSON.stringify(this.#whole(event));
    this.#answer.add(event);
    return '';
  }

  #whole({ reason, usage }: NeutralFinish): object {
    return {
      id: answerId('chatcmpl-', this.#frame),
      object: 'chat.completion',
      created: createdSeconds(this.#frame),
      model: this.#answer.model ?? this.#frame.model,
      choices: [
        { index: 0, message: this.#message(), logprobs: null, finish_reason: REASONS[reason] },
      ],
      usage: writeUsage(usage),
    };
  }

  #message(): object {
    const calls = this.#answer.calls.map(({ id, name, json }) => ({
      id,
      type: 'function',
      function: { name, arguments: json },
    }));
    const text = this.#answer.textOf('text');
    return {
      role: 'assistant',
      content: text ?? (calls.length > 0 ? null : ''),
      refusal: null,
      ...defined({ reasoning_content: this.#answer.textOf('reasoning') }),
      ...(calls.length > 0 && { tool_calls: calls }),
    };
  }
}
