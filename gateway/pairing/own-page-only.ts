import type { IncomingMessage } from 'node:http';

/**
 * Threat: a page of another site, open on any device of the home, spends a code for its own server. Browsers say where a
 * request comes from and no page can change that; programs without a browser say nothing, and there is no page then.
 */
export function comesFromOwnPage(
  { headers }: Pick<IncomingMessage, 'headers'>,
  host: string,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  return origin === `http://${host}` || origin === `https://${host}`;
}
