import type { LookupFunction } from 'node:net';
import type { IdentityVerdict } from '../identity/identity-verdict';
import { createJwks } from '../identity/jwks';
import { createJwtIdentity } from '../identity/jwt-identity';
import { createRequestSignatures } from '../identity/request-signature';
import { createTailnetIdentity } from '../identity/tailnet-identity';
import type { AskWhois } from '../identity/tailscale-whois';
import type { KeyStore } from '../keys/key-store';
import type { ServiceStore } from '../services/service-store';
import type { ConfigStore } from '../storage/config-store';
import type { Call } from './call';
import { contentDigestOf } from './signed-body';

export interface RecogniseDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly keys: KeyStore;
  readonly services: ServiceStore;
  readonly lookupFor: (target: URL) => LookupFunction;
  readonly wallMs?: (() => number) | undefined;
  /** Who is behind an address of the tailnet; the Tailscale of this computer when undefined. */
  readonly whois?: AskWhois | undefined;
}

type Asking = Pick<Call, 'guarded' | 'clientIp'> & Partial<Pick<Call, 'req'>>;

const siteOf = (req: Call['req']): string | undefined => {
  const site = req.headers['sec-fetch-site'];
  return Array.isArray(site) ? site[0] : site;
};

/** Knows callers that send a sign-in, a signature or nothing at all; undefined for a key, and where nothing of it is set up. */
export function createRecognise(deps: RecogniseDeps) {
  const signatures = createRequestSignatures(deps);
  const signIns = createJwtIdentity({ ...deps, jwks: createJwks(deps) });
  const tailnet = createTailnetIdentity(deps);
  return ({
    guarded,
    clientIp,
    req,
  }: Asking): IdentityVerdict | Promise<IdentityVerdict> | undefined => {
    const { presented, target = '' } = guarded;
    if (!req) return undefined;
    if (!presented) {
      if (!tailnet.mayKnow(clientIp)) return undefined;
      const { origin } = req.headers;
      const port = req.socket.remotePort ?? 0;
      return tailnet.recognise({ ip: clientIp, port, origin, site: siteOf(req) });
    }
    if (presented.carrier === 'signature') {
      const contentDigest = contentDigestOf(req);
      return signatures({ method: req.method ?? '', target, text: presented.text, contentDigest });
    }
    const isSignIn = presented.carrier === 'jwt' && signIns.isOn;
    return isSignIn ? signIns.recognise(presented.text) : undefined;
  };
}
