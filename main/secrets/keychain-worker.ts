/**
 * Threat: a keychain can hang for ever, and with it every thread that its library holds. So this runs in a process of its own,
 * asks one question and ends; whoever started it ends it after a few seconds if it has not answered.
 */
// The default import: only some of the library's names can be imported one by one.
import keytar from 'keytar';
import type { KeychainQuestion, KeychainResult } from './keychain-protocol';

interface ParentPort {
  once(event: 'message', listener: (message: { data: KeychainQuestion }) => void): void;
  postMessage(result: KeychainResult): void;
}

/** A locked keychain answers a read like an empty one; only a write tells them apart. */
async function read(service: string, account: string): Promise<KeychainResult> {
  const secret = await keytar.getPassword(service, account);
  if (secret !== null) return { type: 'found', secret };
  const probe = `probe-${process.pid}`;
  await keytar.setPassword(service, probe, 'probe');
  await keytar.deletePassword(service, probe);
  return { type: 'absent' };
}

async function keep(service: string, account: string, secret: string): Promise<KeychainResult> {
  await keytar.setPassword(service, account, secret);
  const kept = await keytar.getPassword(service, account);
  if (kept !== secret) return { type: 'unavailable', reason: 'it did not keep what it was given' };
  return { type: 'kept' };
}

const answer = (question: KeychainQuestion): Promise<KeychainResult> =>
  question.type === 'read'
    ? read(question.service, question.account)
    : keep(question.service, question.account, question.secret);

/** Electron's port, or the channel of a plain Node process: the command line asks the same worker. */
const { parentPort } = process as unknown as { parentPort?: ParentPort };
const port: ParentPort = parentPort ?? {
  once: (_event, listener) =>
    void process.once('message', (data) => listener({ data: data as KeychainQuestion })),
  postMessage: (result) => void process.send?.(result),
};
port.once('message', ({ data }) => {
  void answer(data)
    .catch((error: unknown): KeychainResult => {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: 'unavailable', reason };
    })
    .then((result) => port.postMessage(result));
});
