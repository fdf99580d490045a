import type { JoinAnswer } from '#shared/contract/join';
import { isSameAddress } from '../listeners/listen-spec';
import { trustedUrl, type WaysDeps } from './ways';

const bareName = (hostname: string) => hostname.replace(/^\[(.*)\]$/, '$1');

/** The same gateway over HTTPS for a device that came by this Host header; null while HTTPS is off there. */
export function secureAddress(
  host: string,
  deps: Pick<WaysDeps, 'interfaces' | 'certificate' | 'tailnetName'>,
): JoinAnswer['https'] {
  const { certificate } = deps.certificate();
  if (!certificate) return null;
  const { fingerprintSha256 } = certificate;
  const all = deps.interfaces().filter(({ httpsUrl }) => httpsUrl !== null);
  const { hostname } = new URL(`http://${host}`);
  const here = all.find(({ address }) => isSameAddress(address, bareName(hostname)));
  const byTailnet = here?.kind === 'tailscale' || hostname === deps.tailnetName();
  const trusted = byTailnet ? all.map((one) => trustedUrl(one, deps)).find(Boolean) : undefined;
  if (trusted !== undefined) return { url: trusted, source: 'tailscale', fingerprintSha256 };
  // By a name, every address that has HTTPS has it on the same port.
  const [any] = all;
  const port = any?.httpsUrl && new URL(any.httpsUrl).port;
  const url = here?.httpsUrl ?? (port ? `https://${hostname}:${port}` : undefined);
  return url === undefined ? null : { url, source: 'own', fingerprintSha256 };
}
