import * as z from 'zod';
import { OperationError } from '#shared/contract/errors';
import { t } from '../../text/t';

const words: Readonly<Record<string, string>> = t.serviceWatch.badUrl;
const Reason = z.object({ reason: z.string() });

/** What is wrong with an address, in one sentence; undefined for any other trouble. */
export function toUrlProblem(thrown: unknown): string | undefined {
  if (!(thrown instanceof OperationError) || thrown.code !== 'TARGET_NOT_ALLOWED') return undefined;
  const found = Reason.safeParse(thrown.details);
  return found.success && Object.hasOwn(words, found.data.reason)
    ? words[found.data.reason]
    : undefined;
}

/** The address with the http:// that was left out; undefined when that is not what is wrong. */
export function toFullUrl(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /\s/.test(text)) return undefined;
  const full = `http://${text}`;
  return URL.canParse(full) ? full : undefined;
}
