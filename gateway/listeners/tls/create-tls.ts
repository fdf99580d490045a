import { hostname } from 'node:os';
import path from 'node:path';
import type { Settings } from '#shared/contract/operations/system';
import { createSecureListeners, type OpenSecureListeners } from '../secure-listeners';
import { createCertificateFiles } from './certificate-files';
import { createCertificateKeeper, type ServedCertificate } from './certificate-keeper';
import type { SecureServer } from './secure-server';
import { createTailnet, type RunProgram } from './tailscale-cert';

interface TlsDeps {
  readonly dataDir: string;
  readonly settings: () => Pick<Settings, 'httpsEnabled' | 'tlsPort' | 'allowedHosts'>;
  /** Beats the settings. */
  readonly tlsPort?: number | undefined;
  readonly createServer: (certificate: ServedCertificate) => SecureServer;
  readonly nowMs?: (() => number) | undefined;
  readonly hostname?: string | undefined;
  readonly run?: RunProgram | undefined;
}

/** HTTPS of one gateway: its certificates in `<dataDir>/tls`, its tailnet name, its listeners. Nothing is read or made while it is off. */
export function createTls(deps: TlsDeps): {
  secure: OpenSecureListeners;
  tailnetName: () => string | undefined;
  caPem: () => string | undefined;
} {
  const { settings } = deps;
  const nowMs = deps.nowMs ?? Date.now;
  const folder = path.join(deps.dataDir, 'tls');
  const host = (deps.hostname ?? hostname()).toLowerCase();
  const [label = host] = host.split('.');
  const files = createCertificateFiles(folder, nowMs);
  const ownNames = () => [host, label, ...settings().allowedHosts];
  const keeper = createCertificateKeeper({ files, nowMs, label, ownNames });
  const tailnet = createTailnet({ folder, files, nowMs, run: deps.run });
  const names = () => {
    const known = ['127.0.0.1', '::1', 'localhost', `${label}.local`, ...ownNames()];
    return tailnet.name === undefined ? known : [...known, tailnet.name];
  };
  return {
    secure: createSecureListeners({
      isEnabled: () => settings().httpsEnabled,
      port: () => deps.tlsPort ?? settings().tlsPort,
      createServer: deps.createServer,
      keeper,
      tailnet,
      names,
    }),
    tailnetName: () => tailnet.name,
    caPem: () => (settings().httpsEnabled ? keeper.current?.caPem : undefined),
  };
}
