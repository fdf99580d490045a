import type { Failure } from '#shared/contract/define';
import { errorCatalogue } from '#shared/contract/errors';

/** What the owner's door says to a token that does not hold. Nothing else that a panel asks is refused like this. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ADMIN_REQUIRED',
  'SESSION_ENDED',
  'ADDRESS_BANNED',
  'TOO_MANY_FAILURES',
]);

/** True when there is no use in asking again with the same token. */
export const endsSession = ({ code }: Failure): boolean => REFUSALS.has(code);

export const ENDED: Failure = {
  code: 'SESSION_ENDED',
  message: errorCatalogue.SESSION_ENDED.message,
};
export const DOWN: Failure = { code: 'GATEWAY_DOWN', message: 'The gateway does not answer.' };
