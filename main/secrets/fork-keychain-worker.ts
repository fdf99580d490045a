import { utilityProcess } from 'electron';
import path from 'node:path';
import type { KeychainWorker } from './keychain';

const entry = path.join(import.meta.dirname, 'keychain-worker.js');

/** A keychain worker as a utility process; it ends with this process too. */
export function forkKeychainWorker(): KeychainWorker {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Latchkey keychain',
    stdio: 'ignore',
    execArgv: [],
  });
  return {
    ask: (question) => child.postMessage(question),
    onAnswer: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => {
      // Not child.kill(): that asks politely, and a process inside a hanging library does not hear it.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}
