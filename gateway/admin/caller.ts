/** Who asked for an operation; both have proven to be the owner before a handler runs. */
export interface Caller {
  readonly via: 'ipc' | 'http';
  /** Address of the browser or script; "local" for the app's own window. */
  readonly ip: string;
}

/** The app's own window: its messages come over a port that nobody else holds. */
export const ipcCaller: Caller = { via: 'ipc', ip: 'local' };
