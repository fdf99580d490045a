import type { Reply } from './define';
import type { EventMessage } from './events';

/** What the keychain said: "absent" is an answer, "unavailable" (locked, missing, hanging) is none. */
export type KeychainAnswer = 'found' | 'absent' | 'unavailable';

/** Why a gateway cannot start, where its code alone leaves open what to do. */
export const START_REASONS = [
  'folder_not_made',
  'folder_is_link',
  'folder_not_ours',
  'folder_not_writable',
  'folder_in_use',
  'settings_damaged',
  'settings_newer',
  'internal',
] as const;
export type StartReason = (typeof START_REASONS)[number];

/** Main to gateway over the message port. The admin secret travels only here: never argv, environment, URL or log. */
export type ToGateway =
  | {
      readonly type: 'start';
      readonly options: {
        readonly dataDir: string;
        /** 0 asks the system for a free port. Undefined: what the settings say. */
        readonly publicPort?: number;
        readonly adminPort?: number;
        readonly tlsPort?: number;
        readonly version: string;
        readonly keychain: KeychainAnswer;
        readonly adminSecret?: string;
      };
    }
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'ping'; readonly id: number }
  /** Stop accepting, finish or cut open calls within `graceMs`, flush, answer `stopped`, exit 0. */
  | { readonly type: 'stop'; readonly graceMs: number };

/** Gateway to main. */
export type FromGateway =
  | {
      readonly type: 'ready';
      readonly publicUrls: readonly string[];
      readonly adminUrl: string | null;
    }
  /** It could not start; it exits by itself. `code` is of the error catalogue. */
  | {
      readonly type: 'failed';
      readonly code: string;
      /** In English, for the log. */
      readonly message: string;
      readonly reason?: StartReason | undefined;
    }
  /** A new admin secret to keep in the keychain: made at the first start, or by `panel.rotateSecret`. */
  | { readonly type: 'keepSecret'; readonly secret: string }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly type: 'event'; readonly event: EventMessage }
  | { readonly type: 'pong'; readonly id: number }
  | { readonly type: 'stopped' };
