import { MessageChannelMain, utilityProcess } from 'electron';
import path from 'node:path';
import { t } from '../text/t';
import type { GatewayChild } from './supervisor';

const builtEntry = path.join(import.meta.dirname, '../gateway/utility.js');

/** The gateway's environment: ours, without what could change how its Node runs and without any secret. */
function gatewayEnvironment(): NodeJS.ProcessEnv {
  const banned = /^(NODE_|ELECTRON_|LATCHKEY_ADMIN_SECRET)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !banned.test(name)));
}

const toCause = (code: number): string =>
  code === 0 ? t().supervisor.endedItself : t().supervisor.endedWith(code);

/** Starts one gateway process; its output goes to `onOutput`, and it ends with this process. */
export function forkGateway(
  onOutput: (text: string) => void,
  entry: string = builtEntry,
): GatewayChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Latchkey gateway',
    stdio: 'pipe',
    execArgv: [],
    env: gatewayEnvironment(),
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => onOutput(chunk.toString('utf8')));
  }
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage(null, [port1]);
  return {
    port: port2,
    onExit: (listener) => void child.once('exit', (code) => listener(toCause(code))),
    kill: () => {
      // Not child.kill(): that asks politely, and what hangs does not hear it.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}
