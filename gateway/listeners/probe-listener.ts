import { request } from 'node:http';
import type { NetworkInterface } from './interface-view';

/** Whether a listening address answered a connection from a socket of its own. */
export interface ProbeAnswer {
  readonly reachable: boolean;
  readonly message: string;
}

const LIMIT_MS = 3000;

/** A new socket on the interface's own address, never a pooled one: it has to be accepted like a stranger's. */
const askHealth = (url: string, localAddress: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(new URL('/health', url), {
      agent: false,
      localAddress,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    asked.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0)).once('error', reject);
    });
    asked.once('error', reject);
    asked.end();
  });

/** Asks `GET /health` at the address itself. Never throws: a "no" says what is wrong in one sentence. */
export async function probeListener(one: NetworkInterface): Promise<ProbeAnswer> {
  if (one.url === null) {
    return { reachable: false, message: one.problem ?? `${one.name} is switched off.` };
  }
  try {
    const status = await askHealth(one.url, one.address);
    if (status === 200) return { reachable: true, message: `${one.url} answers.` };
    return { reachable: false, message: `${one.url} answers with status ${status}.` };
  } catch {
    // Why a socket failed helps nobody at home; what to look at next does.
    return {
      reachable: false,
      message: `${one.url} does not answer. A firewall on this computer may be in the way.`,
    };
  }
}
