import ip from 'ipaddr.js';
import { ownNames } from '../services/own-names';

/**
 * The names this gateway answers to. A web page can make its own name point at this computer (DNS rebinding) and then
 * speaks to us as if it were ours; its Host header gives it away, so names are compared whole and never by their end.
 */
interface AllowedHostsOptions {
  /** Addresses of this computer right now. */
  readonly ownAddresses: () => readonly string[];
  /** Names the owner added. */
  readonly extraHosts: () => readonly string[];
  readonly hostname?: string | undefined;
  /** This computer's own name in its tailnet, such as `pc.tail1234.ts.net`, once it is known. */
  readonly tailnetName?: (() => string | undefined) | undefined;
}

const ALWAYS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const WITH_PORT = /^([^:]+):\d{1,5}$/;

/** Lower case, without port and brackets, addresses in their shortest form. */
function normalise(host: string): string {
  const bare = (BRACKETED.exec(host)?.[1] ?? WITH_PORT.exec(host)?.[1] ?? host).toLowerCase();
  return ip.IPv6.isValid(bare) ? ip.IPv6.parse(bare).toString() : bare;
}

/** Answers whether a host, with or without port and brackets, is one of ours; the port does not matter. */
export function createAllowedHosts(options: AllowedHostsOptions): (host: string) => boolean {
  const fixed = new Set([...ALWAYS, ...ownNames(options.hostname)]);
  return (host) => {
    const asked = normalise(host);
    const isAsked = (name: string) => normalise(name) === asked;
    if (asked === '') return false;
    if (fixed.has(asked)) return true;
    if (options.ownAddresses().some(isAsked) || options.extraHosts().some(isAsked)) return true;
    const tailnetName = options.tailnetName?.();
    return tailnetName !== undefined && isAsked(tailnetName.replace(/\.$/, ''));
  };
}
