/**
 * Threat: a keychain can hang for ever behind a prompt, and with it every thread of the process that asks. So a throw-away
 * process asks, gets three seconds, and is ended whatever happens. The question and the answer go over its private channel.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { KEYCHAIN_SERVICE, toKeychainAccount } from '#shared/domain/keychain-place';

const LIMIT_MS = 3_000;
const Found = z.object({ type: z.literal('found'), secret: z.string().min(1) });

/** The worker that the desktop uses too: beside the built command line, in the folder of the desktop's bundle. */
const builtWorker = (): string =>
  fileURLToPath(new URL('../main/keychain-worker.js', import.meta.url));

/** The admin secret that the desktop keeps; undefined when there is none or the keychain does not answer in time. */
export function readKeychainSecret(
  namedDataDir: string | undefined,
  worker: string = builtWorker(),
  limitMs: number = LIMIT_MS,
): Promise<string | undefined> {
  if (!existsSync(worker)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = fork(worker, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    const end = (secret: string | undefined) => {
      clearTimeout(limit);
      child.kill('SIGKILL');
      resolve(secret);
    };
    const limit = setTimeout(() => end(undefined), limitMs);
    child.once('message', (answer) => {
      const found = Found.safeParse(answer);
      end(found.success ? found.data.secret : undefined);
    });
    child.once('error', () => end(undefined));
    child.once('exit', () => end(undefined));
    const account = toKeychainAccount(namedDataDir);
    child.send({ type: 'read', service: KEYCHAIN_SERVICE, account }, (error) => {
      if (error) end(undefined);
    });
  });
}
