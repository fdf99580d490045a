/** Where the gateway says what went wrong inside; never a key, never a prompt. The entry decides where it goes. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** `cause` is written with its stack, for the maintainer; a caller never sees it. */
  error(message: string, cause?: unknown): void;
}

/** Says nothing: for embedding where nobody reads. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
