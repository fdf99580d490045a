/**
 * Threat: the keychain is absent, locked or hangs. None of this may stop the app or be mistaken for "there is no secret yet",
 * which would make a new one and lock the owner out. Every question goes to a throw-away process and has an answer within the limit.
 */
import * as z from 'zod';
import type { KeychainQuestion, KeychainResult } from './keychain-protocol';

/** One throw-away process that can be asked one question. */
export interface KeychainWorker {
  ask(question: KeychainQuestion): void;
  onAnswer(listener: (answer: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Ends it at once, even while it hangs. */
  kill(): void;
}

const Result = z.discriminatedUnion('type', [
  z.object({ type: z.literal('found'), secret: z.string() }),
  z.object({ type: z.literal('absent') }),
  z.object({ type: z.literal('kept') }),
  z.object({ type: z.literal('unavailable'), reason: z.string() }),
]);

const KEYCHAIN_LIMIT_MS = 3_000;

/** Asks once. Always answers, after `limitMs` at the latest, and always ends the process. */
export function askKeychain(
  startWorker: () => KeychainWorker,
  question: KeychainQuestion,
  limitMs: number = KEYCHAIN_LIMIT_MS,
): Promise<KeychainResult> {
  return new Promise((resolve) => {
    const worker = startWorker();
    const end = (result: KeychainResult) => {
      clearTimeout(limit);
      resolve(result);
      worker.kill();
    };
    const unavailable = (reason: string) => end({ type: 'unavailable', reason });
    const limit = setTimeout(
      () => unavailable(`it did not answer in ${limitMs / 1000} seconds`),
      limitMs,
    );
    worker.onAnswer((answer) => {
      const result = Result.safeParse(answer);
      if (result.success) end(result.data);
      else unavailable('it answered with something else');
    });
    worker.onExit(() => unavailable('its process ended'));
    worker.ask(question);
  });
}
