/**
 * Threat: the key check is switched off on a gateway that others can reach. Then there is no gateway at all, and every
 * service behind it is open to the network: so it does not start.
 */
import { LatchkeyError } from '#shared/contract/errors';

interface Opened {
  readonly authEnabled?: boolean | undefined;
  readonly listen?: string | undefined;
}

const isLoopback = (entry: string): boolean =>
  /^(loopback|localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(entry);

/** Throws INPUT_INVALID when keys are switched off and anything but loopback is, or may be, listened on. */
export function assertMayRunOpen(options: Opened, enabledInterfaces: readonly string[]): void {
  if (options.authEnabled !== false) return;
  const asked = (options.listen ?? '').split(',').map((entry) => entry.trim());
  const open = [
    ...asked.filter((entry) => entry !== '' && !isLoopback(entry)),
    ...enabledInterfaces,
  ];
  if (open.length === 0) return;
  throw new LatchkeyError('INPUT_INVALID', {
    message:
      `AUTH_ENABLED=false is only possible while nothing but this computer can connect, but ${open.join(', ')} ` +
      'is switched on. Remove AUTH_ENABLED, or switch that off first.',
  });
}
