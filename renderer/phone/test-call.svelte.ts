import { askModel, checkKey, listModels } from './ask-gateway';
import type { StreamPart } from './event-stream';
import { asProblem, GatewayProblem } from './gateway-problem';

/** A model that has to be loaded first is silent for this long and longer. */
const LOADING_MS = 4000;

type TestStep = 'looking' | 'ready' | 'noChat' | 'asked' | 'answering' | 'works' | 'failed';

/** The first call of a new device, made in front of the person's eyes. */
export class TestCall {
  step = $state<TestStep>('looking');
  models = $state.raw<readonly string[]>([]);
  model = $state('');
  answer = $state('');
  isThinking = $state(false);
  isLoading = $state(false);
  tookMs = $state(0);
  problem = $state.raw<GatewayProblem | undefined>();
  /** Seconds until the gateway lets the next question through. */
  waitSeconds = $state(0);
  readonly #secret: string;
  #abort: AbortController | undefined;
  #countdown: ReturnType<typeof setInterval> | undefined;

  constructor(secret: string) {
    this.#secret = secret;
  }

  get isBusy(): boolean {
    return this.step === 'asked' || this.step === 'answering';
  }

  /** Looks for a model to chat with; without one it is enough that the gateway knows the key. */
  async look(): Promise<void> {
    this.#begin('looking');
    try {
      this.models = await this.#modelsOrNone();
      this.model = this.models[0] ?? '';
      if (!this.model) await checkKey(this.#secret);
      this.step = this.model ? 'ready' : 'noChat';
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  async ask(text: string): Promise<void> {
    this.#begin('asked');
    this.answer = '';
    const abort = (this.#abort = new AbortController());
    const loading = setTimeout(() => (this.isLoading = true), LOADING_MS);
    const startedMs = performance.now();
    try {
      const { model } = this;
      const question = { secret: this.#secret, model, text, signal: abort.signal };
      for await (const part of askModel(question)) {
        clearTimeout(loading);
        this.#take(part);
      }
      this.tookMs = performance.now() - startedMs;
      this.step = 'works';
    } catch (thrown) {
      if (abort.signal.aborted) this.step = 'ready';
      else this.#fail(this.answer ? new GatewayProblem('cut') : thrown);
    } finally {
      clearTimeout(loading);
      this.isLoading = this.isThinking = false;
    }
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Ends what still runs when the page goes away. */
  end(): void {
    this.stop();
    clearInterval(this.#countdown);
  }

  async #modelsOrNone(): Promise<string[]> {
    try {
      return await listModels(this.#secret);
    } catch (thrown) {
      if (asProblem(thrown).id === 'noService') return [];
      throw thrown;
    }
  }

  #begin(step: TestStep): void {
    this.step = step;
    this.problem = undefined;
    clearInterval(this.#countdown);
    this.waitSeconds = 0;
  }

  #take(part: StreamPart): void {
    if (part.kind === 'error') return;
    this.step = 'answering';
    this.isLoading = false;
    this.isThinking = part.kind === 'thought';
    if (part.kind === 'text') this.answer += part.text;
  }

  #fail(thrown: unknown): void {
    this.problem = asProblem(thrown);
    this.step = 'failed';
    this.waitSeconds = this.problem.retrySeconds ?? 0;
    if (this.waitSeconds > 0) this.#countdown = setInterval(() => this.#tick(), 1000);
  }

  #tick(): void {
    this.waitSeconds -= 1;
    if (this.waitSeconds <= 0) clearInterval(this.#countdown);
  }
}
