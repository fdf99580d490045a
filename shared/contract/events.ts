import * as z from 'zod';
import { Amount } from './operations/allowances';
import { AuditEntry } from './operations/records';
import { Threat } from './operations/security';
import { GatewayState } from './operations/system';

/** What tray and notes can open in the window; `alert` and `person` with the id of the one that is meant. */
export const ShownPlace = z.enum(['connect', 'alert', 'keys', 'people', 'services', 'settings']);
export type ShownPlace = z.infer<typeof ShownPlace>;

/** Pushed to the window. An event says that something changed and carries small numbers; lists are read again. */
export const events = {
  /** At most four times a second while calls run. */
  live: z.object({ state: GatewayState, liveCalls: z.int().min(0), waiting: z.int().min(0) }),
  changed: z.object({
    group: z.enum([
      'services',
      'keys',
      'network',
      'settings',
      'usage',
      'status',
      'security',
      'pairing',
    ]),
  }),
  /** New audit entries, oldest first; at most 100 in one event, and `dropped` more that are only on disk. */
  audit: z.object({ entries: z.array(AuditEntry), dropped: z.int().min(0) }),
  /** A new alert within 5 s of what it is about; again when it goes on (at most every two seconds) or was closed. */
  threat: z.object({ threat: Threat }),
  /** Once a period when four fifths of an allowance are used, and once when it is used up. */
  budget: z.object({
    of: z.enum(['key', 'person', 'service']),
    id: z.string(),
    name: z.string(),
    measure: z.enum(['calls', 'tokens', 'money']),
    period: z.enum(['day', 'week', 'month', 'total']),
    level: z.enum(['near', 'spent']),
    /** Of money in nano-units. */
    used: Amount,
    limit: Amount,
    resetsAt: z.string().nullable(),
  }),
  /** The desktop shell's own state changed (`shell.get`). */
  shell: z.object({}),
  /** The owner asked outside of the window to be shown something in it; the list of places is closed. */
  show: z.object({ place: ShownPlace, id: z.string().max(64).nullable() }),
} as const;

export type Events = { [Name in keyof typeof events]: z.infer<(typeof events)[Name]> };
export type EventName = keyof Events;
/** One event as it crosses a wire. */
export type EventMessage = {
  [Name in EventName]: { name: Name; payload: Events[Name] };
}[EventName];
