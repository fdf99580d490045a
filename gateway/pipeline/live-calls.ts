import type { Grant } from './call';

/** One call that is under way. */
export interface LiveCall {
  readonly keyId: string;
  readonly serviceId: string;
  /** The model asked for, as far as anybody had to know. */
  readonly model?: string | null | undefined;
  /** The other name by which the model was asked for. */
  readonly alias?: string | undefined;
  /** With whose rights it goes on. */
  readonly grant?: Grant | undefined;
  /** Watches its answer. */
  readonly meter?: { readonly modelSoFar?: string | null } | undefined;
  /** Cuts both sides at once. */
  cut(): void;
}

/** The calls under way, so that a revoked key or a removed service ends them within a second. */
export interface LiveCalls {
  readonly count: number;
  /** Returns the function that takes the call off the list. */
  add(call: LiveCall): () => void;
  /** Every call under way, in no particular order. */
  list(): readonly LiveCall[];
  /** Cuts every call that no longer may go on. */
  cutWhere(mayNotGoOn: (call: LiveCall) => boolean): void;
  onChange(listener: (count: number) => void): void;
}

interface Entry {
  readonly call: LiveCall;
  /** Where it stands in the list; -1 once it is off. */
  at: number;
}

/** A list in which the last entry takes the place of one that leaves: a Set would keep thousands of ended calls from being collected. */
export function createLiveCalls(): LiveCalls {
  const entries: Entry[] = [];
  const listeners: ((count: number) => void)[] = [];
  const announce = () => {
    for (const listener of listeners) listener(entries.length);
  };
  const remove = (entry: Entry) => {
    if (entry.at < 0) return;
    const last = entries.pop();
    if (last && last !== entry) {
      last.at = entry.at;
      entries[entry.at] = last;
    }
    entry.at = -1;
    announce();
  };
  return {
    get count() {
      return entries.length;
    },
    add(call) {
      const entry = { call, at: entries.length };
      entries.push(entry);
      announce();
      return () => remove(entry);
    },
    list: () => entries.map(({ call }) => call),
    cutWhere(mayNotGoOn) {
      for (const { call } of [...entries]) if (mayNotGoOn(call)) call.cut();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
