/**
 * A service names its models as it likes. One that is hostile, or broken, and says another name in every answer would
 * fill the roll-ups with a row for each; so a day has a limited number of names, and the rest share one.
 */
import { OTHER_MODELS } from '#shared/domain/other-models';
import type { LedgerDatabase } from './ledger-database.ts';
import { writing } from './ledger-sql.ts';

/** Different models of one UTC day that are counted by name. */
export const MOST_MODELS = 500;

const DAYS_KEPT = 3;

/** The names of models that have been counted; as good as the handle it was made with. */
export class ModelNames {
  readonly #days = new Map<number, Set<string>>();

  /** The name under which `model` is counted on that day. */
  nameFor(db: LedgerDatabase, dayMs: number, model: string): string {
    if (model === '') return model;
    const names = this.#namesOf(db, dayMs);
    if (names.has(model)) return model;
    if (names.size >= MOST_MODELS) return OTHER_MODELS;
    names.add(model);
    return model;
  }

  #namesOf(db: LedgerDatabase, dayMs: number): Set<string> {
    let names = this.#days.get(dayMs);
    if (names) return names;
    names = new Set(db.rows(writing.modelsOfDay, dayMs).map(([name]) => String(name)));
    for (const unnamed of ['', OTHER_MODELS]) names.delete(unnamed);
    for (const day of this.#days.keys()) if (this.#days.size >= DAYS_KEPT) this.#days.delete(day);
    this.#days.set(dayMs, names);
    return names;
  }
}
