import type { KeySummary } from '#shared/contract/operations/keys';
import { toExpiresAt, toLastDay, type Expiry } from '../../keys/expiry';
import { LIMITS, toLimit, type Limit } from './key-limits';
import { KeyMoreDraft } from './key-more.svelte';

const GUEST_CALLS = '10';

/** What a person has entered about a key, before it is saved. */
export class KeyDraft {
  name = $state('');
  scope = $state<'all' | 'chosen'>('all');
  chosen = $state.raw<readonly string[]>([]);
  limit = $state<Limit>('everyday');
  requests = $state<number | null>(LIMITS.everyday);
  windowSeconds = $state<number | null>(60);
  expiry = $state<Expiry>('never');
  date = $state('');
  /** A guest pass was asked for. */
  isGuest = $state(false);
  /** It opens the dashboard page only: services and limits mean nothing to it. */
  readonly isWall: boolean;
  /** What stands behind the calm sections. */
  readonly more: KeyMoreDraft;
  readonly #before: KeySummary | undefined;

  constructor(key: KeySummary | undefined) {
    this.#before = key;
    this.isWall = key?.role === 'dashboard';
    this.more = new KeyMoreDraft(key);
    if (!key) return;
    this.name = key.name;
    this.scope = key.services === '*' ? 'all' : 'chosen';
    this.chosen = key.services === '*' ? [] : key.services;
    this.limit = toLimit(key.rate_limit_requests, key.rate_limit_window_seconds);
    this.requests = key.rate_limit_requests;
    this.windowSeconds = key.rate_limit_window_seconds;
    this.expiry = key.expiresAt === null ? 'never' : 'date';
    this.date = key.expiresAt === null ? '' : toLastDay(key.expiresAt);
  }

  isExpiryGood = $derived(toExpiresAt(this.expiry, this.date, Date.now()) !== undefined);
  isLimitGood = $derived(
    this.limit !== 'custom' || (isWhole(this.requests) && isWhole(this.windowSeconds)),
  );
  get isScopeGood(): boolean {
    return this.isWall || this.scope === 'all' || this.chosen.length > 0;
  }

  get isComplete(): boolean {
    const isSimpleGood = this.isScopeGood && this.isLimitGood && this.isExpiryGood;
    return this.name.trim() !== '' && isSimpleGood && this.more.isGood;
  }

  toggle(id: string): void {
    const without = this.chosen.filter((other) => other !== id);
    this.chosen = without.length < this.chosen.length ? without : [...this.chosen, id];
  }

  /** Valid tonight, for ten calls: everything can still be changed. */
  makeGuest(name: string): void {
    this.isGuest = true;
    this.name ||= name;
    this.expiry = 'tonight';
    this.more.allowance.rows.calls.total = GUEST_CALLS;
  }

  /** The fields of a key for the dashboard page; the others stay as they are. */
  toWallFields() {
    const { description, addresses } = this.more.toFields();
    return { name: this.name.trim(), expiresAt: this.#expiresAt(), description, addresses };
  }

  /** The fields as the gateway wants them. An end that was not touched stays as exact as it was. */
  toFields() {
    const isCustom = this.limit === 'custom';
    return {
      name: this.name.trim(),
      services: this.scope === 'all' ? ('*' as const) : [...this.chosen],
      rate_limit_requests: this.limit === 'custom' ? (this.requests ?? 1) : LIMITS[this.limit],
      rate_limit_window_seconds: isCustom ? (this.windowSeconds ?? 60) : 60,
      expiresAt: this.#expiresAt(),
      ...this.more.toFields(),
    };
  }

  #expiresAt(): string | null {
    const before = this.#before?.expiresAt;
    if (before && this.expiry === 'date' && this.date === toLastDay(before)) return before;
    return toExpiresAt(this.expiry, this.date, Date.now()) ?? null;
  }
}

const isWhole = (value: number | null) => value !== null && Number.isInteger(value) && value >= 1;
