/** One call that is under way. */
export interface LiveCall {
  readonly keyId: string;
  readonly serviceId: string;
  /** Cuts both sides at once. */
  cut(): void;
}

/** The calls under way, so that a revoked key or a removed service ends them within a second. */
export interface LiveCalls {
  readonly count: number;
  /** Returns the function that takes the call off the list. */
  add(call: LiveCall): () => void;
  /** Cuts every call that no longer may go on. */
  cutWhere(mayNotGoOn: (call: LiveCall) => boolean): void;
  onChange(listener: (count: number) => void): void;
}

export function createLiveCalls(): LiveCalls {
  const calls = new Set<LiveCall>();
  const listeners: ((count: number) => void)[] = [];
  const announce = () => listeners.forEach((listener) => listener(calls.size));
  return {
    get count() {
      return calls.size;
    },
    add(call) {
      calls.add(call);
      announce();
      return () => {
        if (calls.delete(call)) announce();
      };
    },
    cutWhere(mayNotGoOn) {
      for (const call of [...calls]) if (mayNotGoOn(call)) call.cut();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
