import type { Resilience } from '#shared/contract/operations/service-rules';
import type * as z from 'zod';
import type { Health } from './health';

type Rules = Pick<z.infer<typeof Resilience>, 'failures' | 'openSeconds'>;

/** How long the others wait for the call that finds out; half of that for each further one that hangs. */
const PATIENCE_MS = 5000;

/** What the last calls to one target showed: whether it is up, how busy it is, and whether it is being left alone. */
export class TargetState {
  health: Health = 'unknown';
  /** Calls under way. */
  inFlight = 0;
  /** Credit of the weighted turn; see `balance.ts`. */
  turn = 0;
  #failures = 0;
  #openUntilMs = -Infinity;
  /** The call that finds out whether the target is back; 0 when there is none. */
  #probe = 0;
  #probes = 0;
  #probedAtMs = 0;
  #undecided = 0;
  readonly #onHealth: () => void;

  constructor(onHealth: () => void) {
    this.#onHealth = onHealth;
  }

  /** Milliseconds until one call may try it again; 0 when it may be used. */
  closedForMs(nowMs: number): number {
    const left = this.#openUntilMs - nowMs;
    if (left > 0) return left;
    if (this.#probe === 0) return 0;
    // Half open: one call finds out. The more of them hang, the sooner the next may try, or whoever asks
    // for something slow again and again would keep everybody else out.
    const patienceMs = PATIENCE_MS / 2 ** (this.#undecided - 1);
    return Math.max(0, this.#probedAtMs + patienceMs - nowMs);
  }

  /** Counts a call; gives what `end` is told of it. */
  begin(nowMs: number): number {
    this.inFlight++;
    if (this.#openUntilMs === -Infinity) return 0;
    this.#undecided++;
    this.#probedAtMs = nowMs;
    return (this.#probe = ++this.#probes);
  }

  /** A call is over. Whether the target is up was said when its answer began; `bad` means that there was none. */
  end(attempt: number, outcome: 'bad' | 'neutral', rules: Rules, nowMs: number): void {
    this.inFlight--;
    const isOpen = this.#openUntilMs > -Infinity;
    if (attempt === this.#probe && attempt !== 0) {
      this.#probe = 0;
      this.#undecided--;
    }
    // One that began before the target was left alone says nothing new.
    if (outcome === 'bad' && !(isOpen && attempt === 0)) this.markDown(rules, nowMs);
  }

  /** It answers, whatever it says. */
  markUp(): void {
    this.#failures = 0;
    this.#openUntilMs = -Infinity;
    this.#forgetProbes();
    this.#say('up');
  }

  markDown(rules: Rules, nowMs: number): void {
    this.#failures++;
    const wasOpen = this.#openUntilMs > -Infinity;
    if (wasOpen || this.#failures >= rules.failures) {
      this.#openUntilMs = nowMs + rules.openSeconds * 1000;
      this.#forgetProbes();
    }
    this.#say('down');
  }

  #forgetProbes(): void {
    this.#probe = 0;
    this.#undecided = 0;
  }

  #say(health: Health): void {
    if (this.health === health) return;
    this.health = health;
    this.#onHealth();
  }
}
