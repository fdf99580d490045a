import type { AllowanceState } from '#shared/contract/operations/allowances';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { AuditEntry } from '#shared/contract/operations/records';
import type { ServiceSummary } from '#shared/contract/operations/services';
import type { Settings } from '#shared/contract/operations/system';
import type { Api } from '../../../api/api';
import { t } from '../../../text/t';

/** What the window knows of the house when it offers to mend something. */
export interface Known {
  readonly currency: string;
  readonly settings: Settings;
  readonly keys: readonly KeySummary[];
  readonly services: readonly ServiceSummary[];
  /** The addresses of the computer that the gateway runs on. */
  readonly ownAddresses: readonly string[];
}

/** One refusal, with everything that mending it takes. */
export interface Refusal {
  readonly entry: AuditEntry;
  readonly known: Known;
  /** What the key, its person and its services have left; undefined until it was asked for. */
  readonly states?: readonly AllowanceState[] | undefined;
  readonly api: Api;
}

/** What pressing the button has done. */
export interface Mended {
  readonly tone: 'success' | 'danger';
  readonly words: string;
  readonly help?: string;
  /** The way back; missing where there is none. */
  readonly undo?: () => Promise<unknown>;
}

/** What can be done about a refusal: press one button, go somewhere, or nothing, which is then said. */
export type Remedy =
  | {
      readonly kind: 'press';
      readonly label: string;
      /** What to think of before it is pressed. */
      readonly warning?: string;
      readonly run: () => Promise<Mended>;
    }
  | { readonly kind: 'go'; readonly label: string; readonly href: string }
  | { readonly kind: 'none'; readonly text: string };

/** Undefined when what the refusal is about is not there any more. */
export type FindRemedy = (refusal: Refusal) => Remedy | undefined;

export const press = (label: string, run: () => Promise<Mended>, warning?: string): Remedy => ({
  kind: 'press',
  label,
  run,
  ...(warning === undefined ? {} : { warning }),
});

export const mended = (words: string, undo?: () => Promise<unknown>): Mended => ({
  tone: 'success',
  words,
  ...(undo ? { undo } : {}),
});

/** The same for every refusal of a code. */
export const always =
  (remedy: Remedy): FindRemedy =>
  () =>
    remedy;

/** There is nothing to press, and why. */
export const none = (why: keyof typeof t.fixes.none): FindRemedy =>
  always({ kind: 'none', text: t.fixes.none[why] });

export const keyOf = ({ entry, known }: Refusal): KeySummary | undefined =>
  known.keys.find(({ id }) => id === entry.keyId);

export const serviceOf = ({ entry, known }: Refusal): ServiceSummary | undefined =>
  known.services.find(({ id }) => id === entry.serviceId);
