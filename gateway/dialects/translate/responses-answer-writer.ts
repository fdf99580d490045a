import { answerId, createdSeconds, namedEvent, type AnswerFrame } from './answer-frame';
import type { AnswerWriter, NeutralEvent, NeutralFinish, NeutralUsage } from './neutral-event';
import { callItem, reasoningItem, textItem, type OutputItem } from './responses-items';

function writeUsage({ tokensIn, tokensOut, cached }: NeutralUsage): object {
  return {
    input_tokens: tokensIn ?? 0,
    input_tokens_details: { cached_tokens: cached ?? 0 },
    output_tokens: tokensOut ?? 0,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: (tokensIn ?? 0) + (tokensOut ?? 0),
  };
}

/** Fields that every response has; what was asked is not repeated. */
const FIXED = {
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  store: false,
  temperature: null,
  tool_choice: 'auto',
  tools: [],
  top_p: null,
};

const INCOMPLETE: Partial<Record<NeutralFinish['reason'], string>> = {
  length: 'max_output_tokens',
  filter: 'content_filter',
};

/** Writes the events of a response: each item opened, filled and closed before the next one. */
export class ResponsesStreamWriter implements AnswerWriter {
  readonly #frame: AnswerFrame;
  readonly #output: object[] = [];
  #open: OutputItem | undefined;
  #model: string;
  #sequence = 0;

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
    this.#model = frame.model;
  }

  write(event: NeutralEvent): string {
    switch (event.type) {
      case 'start':
        this.#model = event.model ?? this.#model;
        return this.#stage('response.created') + this.#stage('response.in_progress');
      case 'text':
        return this.#ensure(textItem, 'msg_') + this.#fill(event.text);
      case 'reasoning':
        return this.#ensure(reasoningItem, 'rs_') + this.#fill(event.text);
      case 'toolStart':
        return this.#begin(callItem(this.#itemId('fc_'), event.id, event.name));
      case 'toolArguments':
        return this.#fill(event.json);
      case 'toolEnd':
        return this.#close();
      case 'error':
        return this.#event('response.failed', { response: this.#failed(event.message) });
      case 'finish':
        return this.#finish(event);
    }
  }

  /** The whole response, as the last event carries it. */
  response(event: NeutralFinish): object {
    const why = INCOMPLETE[event.reason];
    return {
      ...this.#base(why === undefined ? 'completed' : 'incomplete'),
      incomplete_details: why === undefined ? null : { reason: why },
      usage: writeUsage(event.usage),
    };
  }

  #finish(event: NeutralFinish): string {
    const closed = this.#close();
    const isWhole = INCOMPLETE[event.reason] === undefined;
    const type = isWhole ? 'response.completed' : 'response.incomplete';
    return closed + this.#event(type, { response: this.response(event) });
  }

  #failed(message: string): object {
    return { ...this.#base('failed'), error: { code: 'server_error', message } };
  }

  #base(status: string) {
    return {
      id: answerId('resp_', this.#frame),
      object: 'response',
      created_at: createdSeconds(this.#frame),
      status,
      error: null,
      incomplete_details: null,
      model: this.#model,
      output: this.#output,
      ...FIXED,
      usage: null,
    };
  }

  #stage(type: string): string {
    return this.#event(type, { response: this.#base('in_progress') });
  }

  #itemId(prefix: string): string {
    return `${answerId(prefix, this.#frame)}_${this.#output.length + (this.#open ? 1 : 0)}`;
  }

  #ensure(create: (id: string) => OutputItem, prefix: string): string {
    if (this.#open?.create === create) return '';
    return this.#begin(create(this.#itemId(prefix)));
  }

  #begin(item: OutputItem): string {
    const closed = this.#close();
    this.#open = item;
    return closed + this.#about(item.opening());
  }

  #fill(text: string): string {
    return this.#open ? this.#about(this.#open.fill(text)) : '';
  }

  #close(): string {
    if (!this.#open) return '';
    const text = this.#about(this.#open.closing());
    this.#output.push(this.#open.whole());
    this.#open = undefined;
    return text;
  }

  #about(events: readonly (readonly [string, object])[]): string {
    const place = { output_index: this.#output.length };
    return events.map(([type, rest]) => this.#event(type, { ...place, ...rest })).join('');
  }

  #event(type: string, rest: object): string {
    return namedEvent({ type, ...{ sequence_number: this.#sequence++, ...rest } });
  }
}

/** Writes one response object when the answer is whole. */
export class ResponsesWholeWriter implements AnswerWriter {
  readonly #stream: ResponsesStreamWriter;

  constructor(frame: AnswerFrame) {
    this.#stream = new ResponsesStreamWriter(frame);
  }

  write(event: NeutralEvent): string {
    this.#stream.write(event);
    return event.type === 'finish' ? JSON.stringify(this.#stream.response(event)) : '';
  }
}
