import type { KeychainAnswer } from '#shared/contract/gateway-link';
import { KEYCHAIN_SERVICE, toKeychainAccount } from '#shared/domain/keychain-place';
import { askKeychain, type KeychainWorker } from './keychain';
import type { KeychainResult } from './keychain-protocol';

interface AdminSecretDeps {
  readonly startWorker: () => KeychainWorker;
  /** Undefined: the user's usual data folder. */
  readonly namedDataDir: string | undefined;
  /** Called when a secret could, or could not, be kept. */
  readonly onKept: (isKept: boolean) => void;
  readonly log: (line: string) => void;
  readonly limitMs?: number;
}

/** The admin secret between keychain and gateway. It is held only while it is handed over, and is never logged. */
export class AdminSecret {
  readonly #deps: AdminSecretDeps;
  readonly #place: { readonly service: string; readonly account: string };
  #answer: KeychainAnswer = 'unavailable';

  constructor(deps: AdminSecretDeps) {
    this.#deps = deps;
    this.#place = {
      service: KEYCHAIN_SERVICE,
      account: toKeychainAccount(deps.namedDataDir),
    };
  }

  /** What the keychain said last. */
  get answer(): KeychainAnswer {
    return this.#answer;
  }

  /** For the gateway's start message. Takes as long as the keychain, at most the limit. */
  async read(): Promise<{ keychain: KeychainAnswer; adminSecret?: string }> {
    const result = await this.#ask({ type: 'read', ...this.#place });
    if (result.type === 'found') {
      this.#answer = 'found';
      return { keychain: 'found', adminSecret: result.secret };
    }
    this.#answer = result.type === 'absent' ? 'absent' : 'unavailable';
    return { keychain: this.#answer };
  }

  /** Stores a new secret; says through `onKept` whether it worked. */
  async keep(secret: string): Promise<void> {
    const result = await this.#ask({ type: 'keep', ...this.#place, secret });
    this.#answer = result.type === 'kept' ? 'found' : 'unavailable';
    this.#deps.onKept(result.type === 'kept');
  }

  async #ask(question: Parameters<typeof askKeychain>[1]): Promise<KeychainResult> {
    const result = await askKeychain(this.#deps.startWorker, question, this.#deps.limitMs);
    if (result.type === 'unavailable') {
      this.#deps.log(`the keychain is not available: ${result.reason}`);
    }
    return result;
  }
}
