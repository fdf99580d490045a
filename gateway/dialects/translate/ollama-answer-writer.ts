import type { AnswerFrame } from './answer-frame';
import { CollectedAnswer } from './collected-answer';
import type { NeutralToolCall } from './neutral-chat';
import type { AnswerWriter, NeutralEvent, NeutralFinish } from './neutral-event';
import { defined } from './request-input';
import { argumentsObject } from './tool-arguments';

const NANOSECONDS = 1_000_000;

/** Which of Ollama's two routes is answered; they differ in where the text stands. */
type OllamaRoute = 'chat' | 'generate';

interface Said {
  readonly text?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly calls?: readonly NeutralToolCall[];
}

function writeSaid(route: OllamaRoute, { text = '', reasoning, calls = [] }: Said): object {
  const thinking = defined({ thinking: reasoning });
  if (route === 'generate') return { response: text, ...thinking };
  const tool_calls = calls.map(({ id, name, json }, index) => ({
    id,
    function: { index, name, arguments: argumentsObject(json) },
  }));
  const message = { role: 'assistant', content: text, ...thinking };
  return { message: calls.length > 0 ? { ...message, tool_calls } : message };
}

/** Measures an answer the way Ollama does: apps work out tokens a second from it, so no duration is 0. */
class AnswerClock {
  readonly #elapsedMs: () => number;
  #firstMs: number | undefined;

  constructor({ elapsedMs }: AnswerFrame) {
    this.#elapsedMs = elapsedMs;
  }

  sawText(): void {
    this.#firstMs ??= this.#elapsedMs();
  }

  durations(): object {
    const totalMs = this.#elapsedMs();
    const firstMs = this.#firstMs ?? totalMs;
    return {
      total_duration: Math.max(1, Math.round(totalMs * NANOSECONDS)),
      load_duration: 1,
      prompt_eval_duration: Math.max(1, Math.round(firstMs * NANOSECONDS)),
      eval_duration: Math.max(1, Math.round((totalMs - firstMs) * NANOSECONDS)),
    };
  }
}

/** Writes the lines of a stream, or the one object of a plain answer, for `/api/chat` or `/api/generate`. */
export class OllamaAnswerWriter implements AnswerWriter {
  readonly #frame: AnswerFrame;
  readonly #route: OllamaRoute;
  readonly #isStream: boolean;
  readonly #clock: AnswerClock;
  #answer = new CollectedAnswer();
  #model: string;

  constructor(frame: AnswerFrame, route: OllamaRoute, isStream: boolean) {
    this.#frame = frame;
    this.#route = route;
    this.#isStream = isStream;
    this.#clock = new AnswerClock(frame);
    this.#model = frame.model;
  }

  write(event: NeutralEvent): string {
    if (event.type === 'error') return `${JSON.stringify({ error: event.message })}\n`;
    if (event.type === 'finish') return this.#finish(event);
    if (event.type === 'start') this.#model = event.model ?? this.#model;
    else this.#clock.sawText();
    this.#answer.add(event);
    if (!this.#isStream) return '';
    // A call is told whole: its arguments are an object here, not text in pieces.
    const isWhole = event.type === 'text' || event.type === 'reasoning' || event.type === 'toolEnd';
    return isWhole ? this.#line({ done: false }) : '';
  }

  #finish({ reason, usage }: NeutralFinish): string {
    return this.#line({
      done_reason: reason === 'length' ? 'length' : 'stop',
      done: true,
      ...this.#clock.durations(),
      ...defined({ prompt_eval_count: usage.tokensIn, eval_count: usage.tokensOut }),
    });
  }

  /** Writes what was gathered since the last line. */
  #line(rest: object): string {
    const said: Said = {
      text: this.#answer.textOf('text'),
      reasoning: this.#answer.textOf('reasoning'),
      calls: this.#answer.calls,
    };
    this.#answer = new CollectedAnswer();
    const line = JSON.stringify({
      model: this.#model,
      created_at: this.#frame.createdAt.toISOString(),
      ...writeSaid(this.#route, said),
      ...rest,
    });
    return this.#isStream ? `${line}\n` : line;
  }
}
