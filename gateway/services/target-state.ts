import type { Resilience } from '#shared/contract/operations/service-rules';
import type * as z from 'zod';
import type { Health } from './health';

type Rules = Pick<z.infer<typeof Resilience>, 'failures' | 'openSeconds'>;

/** What the last calls to one target showed: whether it is up, how busy it is, and whether it is being left alone. */
export class TargetState {
  health: Health = 'unknown';
  /** Calls under way. */
  inFlight = 0;
  /** Credit of the weighted turn; see `balance.ts`. */
  turn = 0;
  #failures = 0;
  #openUntilMs = -Infinity;
  #isTrying = false;
  readonly #onHealth: () => void;

  constructor(onHealth: () => void) {
    this.#onHealth = onHealth;
  }

  /** Milliseconds until one call may try it again; 0 when it may be used. */
  closedForMs(nowMs: number): number {
    const left = this.#openUntilMs - nowMs;
    if (left > 0) return left;
    // Half open: one call finds out, the others wait for what it finds.
    return this.#openUntilMs > -Infinity && this.#isTrying ? 1000 : 0;
  }

  begin(): void {
    this.inFlight++;
    if (this.#openUntilMs > -Infinity) this.#isTrying = true;
  }

  end(outcome: 'good' | 'bad' | 'neutral', rules: Rules, nowMs: number): void {
    this.inFlight--;
    this.#isTrying = false;
    if (outcome === 'good') this.markUp();
    else if (outcome === 'bad') this.markDown(rules, nowMs);
  }

  markUp(): void {
    this.#failures = 0;
    this.#openUntilMs = -Infinity;
    this.#say('up');
  }

  markDown(rules: Rules, nowMs: number): void {
    this.#failures++;
    const wasOpen = this.#openUntilMs > -Infinity;
    if (wasOpen || this.#failures >= rules.failures) {
      this.#openUntilMs = nowMs + rules.openSeconds * 1000;
    }
    this.#say('down');
  }

  #say(health: Health): void {
    if (this.health === health) return;
    this.health = health;
    this.#onHealth();
  }
}
