import { LatchkeyError } from '#shared/contract/errors';
import { START_REASONS, type StartReason } from '#shared/contract/gateway-link';

const BY_CODE: Readonly<Record<string, StartReason>> = {
  CONFIG_NEWER: 'settings_newer',
  DATA_IN_USE: 'folder_in_use',
  INTERNAL: 'internal',
};

/** For the details of an error that keeps the gateway from starting. */
export const startReason = (reason: StartReason) => ({ reason });

function readReason(details: unknown): StartReason | undefined {
  if (typeof details !== 'object' || details === null || !('reason' in details)) return undefined;
  return START_REASONS.find((known) => known === details.reason);
}

/** Why the gateway cannot start, as far as the error says so. */
export function toStartReason(error: unknown): StartReason | undefined {
  if (!(error instanceof LatchkeyError)) return 'internal';
  return readReason(error.details) ?? BY_CODE[error.code];
}
