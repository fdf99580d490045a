import type { PersonSummary } from '#shared/contract/operations/people';
import { AllowanceDraft } from '../../limits/allowance-draft.svelte';
import { QuietDraft } from '../../limits/quiet-draft.svelte';

/** What was entered about a person, before it is saved. */
export class PersonDraft {
  name = $state('');
  hasPace = $state(false);
  requests = $state<number | null>(60);
  windowSeconds = $state<number | null>(60);
  quietTimes = $state.raw<readonly QuietDraft[]>([]);
  shadow = $state(false);
  readonly allowance: AllowanceDraft;

  constructor(person: PersonSummary | undefined) {
    this.allowance = new AllowanceDraft(person?.allowance);
    if (!person) return;
    this.name = person.name;
    this.hasPace = person.rate !== null;
    if (person.rate) {
      this.requests = person.rate.requests;
      this.windowSeconds = person.rate.windowSeconds;
    }
    this.quietTimes = person.quietTimes.map((time) => new QuietDraft(time));
    this.shadow = person.shadow;
  }

  get isComplete(): boolean {
    const isPaceGood = !this.hasPace || (isWhole(this.requests) && isWhole(this.windowSeconds));
    const areTimesGood = this.quietTimes.every(({ isGood }) => isGood);
    return this.name.trim() !== '' && this.allowance.isGood && isPaceGood && areTimesGood;
  }

  /** The fields as the gateway wants them. */
  toFields() {
    const rate = { requests: this.requests ?? 1, windowSeconds: this.windowSeconds ?? 60 };
    return {
      name: this.name.trim(),
      allowance: this.allowance.toChange(),
      rate: this.hasPace ? rate : null,
      quietTimes: this.quietTimes.map((time) => time.toQuietTime()),
      shadow: this.shadow,
    };
  }
}

const isWhole = (value: number | null) => value !== null && Number.isInteger(value) && value >= 1;
