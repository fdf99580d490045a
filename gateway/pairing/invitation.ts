import type { JoinAnswer } from '#shared/contract/join';
import type { pairing, Pairing, PairingState, Way } from '#shared/contract/operations/pairing';
import type * as z from 'zod';

/** What the device that comes will get. */
export type Wish = Omit<z.output<typeof pairing.start.input>, 'interfaceId'>;

/** A device that got its key, and what it was told: kept in memory until the code's time is over. */
export interface Joined {
  readonly claim: string;
  /** Undefined once nobody may ask for it again. */
  readonly answer: JoinAnswer | undefined;
}

/** One invitation as the gateway keeps it; the code itself is not among it. */
export interface Invitation {
  readonly id: string;
  readonly codeHash: string;
  /** By the monotonic clock. */
  readonly endsAtMs: number;
  readonly expiresAt: string;
  readonly wish: Wish;
  way: Way;
  readonly firewall: Pairing['firewall'];
  state: z.infer<typeof PairingState>;
  device: Pairing['device'];
  joined: Joined | undefined;
  /** Set while a key is being made for this device. */
  making: { readonly claim: string; readonly answer: Promise<JoinAnswer> } | undefined;
}

/** What the owner may see of it. */
export const toPairing = (one: Invitation): Pairing => ({
  id: one.id,
  state: one.state,
  expiresAt: one.expiresAt,
  way: one.way,
  firewall: one.firewall,
  device: one.device,
});
