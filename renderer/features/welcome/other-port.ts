import type { Settings } from '#shared/contract/operations/system';

const HIGHEST = 65_535;

/** The next port above the one in use that Latchkey itself does not need; whether another program has it shows when it is tried. */
export function toOtherPort({
  publicPort,
  adminPort,
  tlsPort,
}: Pick<Settings, 'publicPort' | 'adminPort' | 'tlsPort'>): number {
  let port = publicPort < HIGHEST ? publicPort + 1 : 1024;
  while (port === adminPort || port === tlsPort) port += 1;
  return port;
}
