import * as z from 'zod';
import { Id, label, Timestamp } from './fields';
import { KeyServices } from './keys';
import { InterfaceKind } from './network';

/** How much a new device may call. */
export const Pace = z.enum(['light', 'everyday', 'heavy']);

/** Calls a minute, by pace. */
export const CALLS_A_MINUTE: Readonly<Record<z.infer<typeof Pace>, number>> = {
  light: 10,
  everyday: 60,
  heavy: 300,
};

/** As long as the names of adapters may be. */
const InterfaceId = z.string().min(1).max(120);

/** One address of this computer, and the proof whether devices can reach the gateway there. */
export const Way = z.object({
  interfaceId: InterfaceId,
  name: z.string(),
  kind: InterfaceKind,
  address: z.string(),
  /** Where the gateway answers, HTTPS with a name that devices trust already before plain HTTP; null when it does not listen. */
  url: z.string().nullable(),
  /** A socket of its own asked at this very address just now, and the gateway answered. */
  works: z.boolean(),
  /** Why not; a code the window has a text for. */
  problem: z
    .enum(['off', 'this_computer_only', 'port_taken', 'address_gone', 'not_answering', 'failed'])
    .nullable(),
  /** One plain sentence in English for scripts. */
  message: z.string(),
});
export type Way = z.infer<typeof Way>;

/**
 * `opened`: a device shows the page; `paired`: it has its key; `answered`: its first call went through. `unreachable`: the
 * address in the code was switched off or went away before that, so it leads nowhere; `way` says why.
 */
export const PairingState = z.enum([
  'waiting',
  'opened',
  'paired',
  'answered',
  'expired',
  'cancelled',
  'unreachable',
]);

export const Pairing = z.object({
  id: Id,
  state: PairingState,
  expiresAt: z.string(),
  way: Way,
  /** A firewall of this computer that may keep devices out, with the way to let them in; null when none was seen. */
  firewall: z.object({ name: z.string(), fix: z.string().nullable() }).nullable(),
  /** What the device calls itself; null until it has its key. */
  device: z.object({ keyId: Id, name: z.string(), address: z.string() }).nullable(),
});
export type Pairing = z.infer<typeof Pairing>;

const one = z.object({ id: Id });

export const pairing = {
  start: {
    kind: 'command',
    summary:
      'Invite one device: a link for a QR code, good once and for 3 minutes, only when an address was proven to work',
    input: z.object({
      /** The address to use; without it the best one that works. */
      interfaceId: InterfaceId.optional(),
      services: KeyServices.default('*'),
      /** A person's id or name, as in `keys.create`. */
      person: label(60).nullable().optional(),
      pace: Pace.default('everyday'),
      /** When the key of the device ends. */
      expiresAt: Timestamp.nullable().optional(),
    }),
    output: z.object({
      /** Null when no address works; `ways` says why. An earlier invitation that waits is cancelled. */
      pairing: Pairing.nullable(),
      /** Carries the single-use code, never a key; only in this answer. */
      url: z.string().nullable(),
      ways: z.array(Way),
    }),
  },
  status: {
    kind: 'query',
    summary: 'How far an invitation is',
    input: one,
    output: z.object({ pairing: Pairing }),
  },
  cancel: {
    kind: 'command',
    summary: 'Take an invitation back; a device that has its key already keeps it',
    input: one,
    output: z.object({ pairing: Pairing }),
  },
} as const;
