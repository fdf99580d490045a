/** To the worker, in one message: never on its command line or in its environment, where other programs can read it. */
export type KeychainQuestion =
  | { readonly type: 'read'; readonly service: string; readonly account: string }
  | {
      readonly type: 'keep';
      readonly service: string;
      readonly account: string;
      readonly secret: string;
    };

/** `absent` is an answer; `unavailable` (no keychain, locked, broken, hanging) is none. */
export type KeychainResult =
  | { readonly type: 'found'; readonly secret: string }
  | { readonly type: 'absent' }
  | { readonly type: 'kept' }
  | { readonly type: 'unavailable'; readonly reason: string };
