import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import type { KeyStore } from '../keys/key-store';
import type { ConfigStore } from '../storage/config-store';
import type { IdentityVerdict, Refused } from './identity-verdict';
import { askTailscale, type AskWhois } from './tailscale-whois';

/**
 * Threat: an address says nothing by itself. Only a peer whose address belongs to the tailnet is asked about, only the
 * Tailscale of this computer is believed, and whatever goes wrong counts as nobody. A page of another site in the browser
 * of such a peer is not that person: it would call without anybody's knowledge.
 */
interface TailnetDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly keys: Pick<KeyStore, 'byId'>;
  readonly whois?: AskWhois | undefined;
  readonly monotonicMs?: (() => number) | undefined;
}

/** A caller without a key, as far as its connection tells. */
export interface Peer {
  readonly ip: string;
  readonly port: number;
  /** The `Origin` of a page, and what the browser says of its site. */
  readonly origin: string | undefined;
  readonly site: string | undefined;
}

const KEEP_MS = 60_000;
const MAX_KEPT = 1000;
const RANGES = [ipaddr.parseCIDR('100.64.0.0/10'), ipaddr.parseCIDR('fd7a:115c:a1e0::/48')];
const NOBODY: Refused = { verdict: 'refused', code: 'KEY_MISSING', isGuess: false };

const Answer = z.object({ UserProfile: z.object({ LoginName: z.string().min(1).max(200) }) });

const isOfTailnet = (ip: string): boolean => {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return RANGES.some((range) => address.kind() === range[0].kind() && address.match(range));
};

const isForeignPage = ({ origin, site }: Peer, origins: readonly string[]): boolean => {
  if (origin !== undefined) return !origins.includes(origin);
  return site !== undefined && site !== 'none' && site !== 'same-origin';
};

/** People of the tailnet, each known by the login that Tailscale vouches for. */
export function createTailnetIdentity(deps: TailnetDeps) {
  const { whois = askTailscale, monotonicMs = () => performance.now() } = deps;
  const kept = new Map<string, { readonly login: Promise<string | null>; readonly atMs: number }>();
  const logins = () => deps.config.current.settings.identity.tailnet;

  const ask = async (peer: string): Promise<string | null> => {
    const answer = Answer.safeParse(await whois(peer).catch(() => null));
    return answer.success ? answer.data.UserProfile.LoginName : null;
  };
  const loginOf = ({ ip, port }: Peer): Promise<string | null> => {
    const last = kept.get(ip);
    if (last && monotonicMs() - last.atMs < KEEP_MS) return last.login;
    const login = ask(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.delete(ip);
    kept.set(ip, { login, atMs: monotonicMs() });
    return login;
  };
  return {
    /** True when it is worth asking who this address is. */
    mayKnow: (ip: string): boolean => logins().length > 0 && isOfTailnet(ip),
    /** What the person behind the peer may do; KEY_MISSING for anybody who is not on the owner's list. */
    async recognise(peer: Peer): Promise<IdentityVerdict> {
      const login = (await loginOf(peer))?.toLowerCase();
      const listed = logins().find((one) => one.login.toLowerCase() === login);
      if (!listed) return NOBODY;
      const verdict = deps.keys.byId(listed.keyId);
      if (verdict.verdict !== 'valid') return 'key' in verdict ? verdict : NOBODY;
      return isForeignPage(peer, verdict.key.origins) ? NOBODY : verdict;
    },
  };
}
