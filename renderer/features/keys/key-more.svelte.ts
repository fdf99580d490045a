import type { KeySummary } from '#shared/contract/operations/keys';
import { AllowanceDraft } from '../../limits/allowance-draft.svelte';
import { QuietDraft } from '../../limits/quiet-draft.svelte';
import { toLines } from '../../text/amount';

const toText = (lines: readonly string[] | null): string => (lines ?? []).join('\n');

/** What a person has entered about a key besides the simple case. */
export class KeyMoreDraft {
  person = $state('');
  description = $state('');
  models = $state('');
  allow = $state('');
  deny = $state('');
  origins = $state('');
  openPaths = $state('');
  isSigned = $state(false);
  shadow = $state(false);
  quietTimes = $state.raw<readonly QuietDraft[]>([]);
  readonly allowance: AllowanceDraft;
  readonly #before: KeySummary | undefined;

  constructor(key: KeySummary | undefined) {
    this.#before = key;
    this.allowance = new AllowanceDraft(key?.allowance);
    if (!key) return;
    this.person = key.personName ?? '';
    this.description = key.description;
    this.models = toText(key.models);
    this.allow = toText(key.addresses.allow);
    this.deny = toText(key.addresses.deny);
    this.origins = toText(key.origins);
    this.openPaths = toText(key.openPaths);
    this.isSigned = key.signing === 'required';
    this.shadow = key.shadow;
    this.quietTimes = key.quietTimes.map((time) => new QuietDraft(time));
  }

  modelCount = $derived(toLines(this.models).length);
  hasPlaces = $derived(
    [this.allow, this.deny, this.origins].some((text) => toLines(text).length > 0),
  );

  isCareful = $derived(this.isSigned || toLines(this.openPaths).length > 0);

  get isGood(): boolean {
    return this.allowance.isGood && this.quietTimes.every(({ isGood }) => isGood);
  }

  /** The fields as the gateway wants them. */
  toFields() {
    const models = toLines(this.models);
    return {
      person: this.#toPerson(),
      description: this.description.trim(),
      allowance: this.allowance.toChange(),
      models: models.length > 0 ? models : null,
      quietTimes: this.quietTimes.map((time) => time.toQuietTime()),
      addresses: { allow: toLines(this.allow), deny: toLines(this.deny) },
      origins: toLines(this.origins),
      openPaths: toLines(this.openPaths),
      signing: this.isSigned ? ('required' as const) : ('off' as const),
      shadow: this.shadow,
    };
  }

  /** Who is named; somebody whose name was not touched is named by id, as two people may have like names. */
  #toPerson(): string | null {
    const name = this.person.trim();
    if (this.#before && name === this.#before.personName) return this.#before.person;
    return name || null;
  }
}
