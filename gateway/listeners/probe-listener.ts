import { request as requestPlain } from 'node:http';
import { request as requestSecure, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { NetworkInterface } from './interface-view';

/** Whether a listening address answered a connection from a socket of its own. */
export interface ProbeAnswer {
  readonly reachable: boolean;
  readonly message: string;
}

const LIMIT_MS = 3000;

/** Any name leads to this one address: what is proven must not depend on whom a name server names. */
const only =
  (address: string): LookupFunction =>
  (_name, options, found) =>
    options.all
      ? found(null, [{ address, family: isIP(address) }])
      : found(null, address, isIP(address));

/** A new socket on the interface's own address, never a pooled one: it has to be accepted like a stranger's. */
const askHealth = (url: string, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const target = new URL('/health', url);
    const options: RequestOptions = {
      agent: false,
      localAddress: address,
      lookup: only(address),
      signal: AbortSignal.timeout(LIMIT_MS),
    };
    const request = target.protocol === 'https:' ? requestSecure : requestPlain;
    const asked = request(target, options);
    asked.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0)).once('error', reject);
    });
    asked.once('error', reject);
    asked.end();
  });

/** Asks `GET /health` of a URL at the interface's own address; over HTTPS the certificate must be one that everybody trusts. Never throws: a "no" says what is wrong in one sentence. */
export async function probeUrl(
  url: string,
  { address }: Pick<NetworkInterface, 'address'>,
): Promise<ProbeAnswer> {
  try {
    const status = await askHealth(url, address);
    if (status === 200) return { reachable: true, message: `${url} answers.` };
    return { reachable: false, message: `${url} answers with status ${status}.` };
  } catch {
    // Why a socket failed helps nobody at home; what to look at next does.
    return {
      reachable: false,
      message: `${url} does not answer. A firewall on this computer may be in the way.`,
    };
  }
}

/** Asks `GET /health` at the address itself. Never throws. */
export async function probeListener(one: NetworkInterface): Promise<ProbeAnswer> {
  if (one.url === null) {
    return { reachable: false, message: one.problem ?? `${one.name} is switched off.` };
  }
  return probeUrl(one.url, one);
}
