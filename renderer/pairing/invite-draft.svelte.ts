import type * as z from 'zod';
import type { Pace as PaceSchema } from '#shared/contract/operations/pairing';
import { toExpiresAt, type Expiry } from '../keys/expiry';
import type { InviteOptions } from './invitation.svelte';

type Pace = z.infer<typeof PaceSchema>;

/** What a new device may do, as a person chooses it before the code is made. */
export class InviteDraft {
  scope = $state<'all' | 'chosen'>('all');
  chosen = $state.raw<readonly string[]>([]);
  person = $state('');
  pace = $state<Pace>('everyday');
  expiry = $state<Expiry>('never');
  date = $state('');
  /** Empty for the best one that works. */
  interfaceId = $state('');

  isUsual = $derived(
    this.scope === 'all' &&
      this.person.trim() === '' &&
      this.pace === 'everyday' &&
      this.expiry === 'never' &&
      this.interfaceId === '',
  );
  isComplete = $derived(
    (this.scope === 'all' || this.chosen.length > 0) &&
      toExpiresAt(this.expiry, this.date, Date.now()) !== undefined,
  );

  toggle(id: string): void {
    const has = this.chosen.includes(id);
    this.chosen = has ? this.chosen.filter((one) => one !== id) : [...this.chosen, id];
  }

  toOptions(): InviteOptions {
    const person = this.person.trim();
    return {
      ...(this.interfaceId === '' ? {} : { interfaceId: this.interfaceId }),
      services: this.scope === 'all' ? '*' : [...this.chosen],
      person: person === '' ? null : person,
      pace: this.pace,
      expiresAt: toExpiresAt(this.expiry, this.date, Date.now()) ?? null,
    };
  }
}
