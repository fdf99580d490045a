import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Threat: any page that is open in a browser of the home calls the services with its visitor's network. No page may read
 * an answer unless the owner put its origin down for a key, and even then only answers to that key.
 */
export interface Cors {
  /** Browsers ask before a page of another origin may call, and the question carries no key: it is always answered. */
  answerOptions(req: IncomingMessage, res: ServerResponse): void;
  /**
   * What an answer says to the browser of a page, as flat name, value pairs; nothing for pages that may not read it.
   * Without `origins` the answer is a refusal that belongs to no key: any page that some key knows may read it.
   */
  headersFor(req: IncomingMessage, origins?: readonly string[]): readonly string[];
}

const NONE: readonly string[] = [];
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const EXPOSED =
  'retry-after, x-request-id, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, ' +
  'x-ratelimit-reset-requests, ratelimit-limit, ratelimit-remaining, ratelimit-reset';
const MAX_AGE_SECONDS = '600';
/** Names that a page may send, as it lists them. */
const NAMES = /^[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,2000}$/;

const includes = (origins: readonly string[], origin: string): boolean =>
  origins.includes(origin) || origins.includes('*');

const isPreflight = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

function toPermission(req: IncomingMessage, origin: string): Record<string, string> {
  const asked = req.headers['access-control-request-headers'] ?? '';
  const isPrivate = req.headers['access-control-request-private-network'] === 'true';
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': METHODS,
    // Echoed, since a star does not cover Authorization.
    ...(NAMES.test(asked) && { 'access-control-allow-headers': asked }),
    ...(isPrivate && { 'access-control-allow-private-network': 'true' }),
    'access-control-max-age': MAX_AGE_SECONDS,
  };
}

/** Permissions for pages, by the origins that the keys know at the moment. */
export function createCors(knownOrigins: () => readonly string[]): Cors {
  return {
    answerOptions(req, res) {
      const { origin } = req.headers;
      const isKnown = origin !== undefined && includes(knownOrigins(), origin);
      res.writeHead(204, {
        allow: METHODS,
        vary: 'Origin',
        ...(isKnown && isPreflight(req) && toPermission(req, origin)),
      });
      res.end();
    },
    headersFor(req, origins) {
      const { origin } = req.headers;
      if (origin === undefined) return NONE;
      if (!includes(origins ?? knownOrigins(), origin)) return ['vary', 'Origin'];
      const allowed = ['access-control-allow-origin', origin];
      return [...allowed, 'access-control-expose-headers', EXPOSED, 'vary', 'Origin'];
    },
  };
}

/** True for the question of a browser whether a page may call. */
export const isQuestion = (req: IncomingMessage): boolean =>
  req.method === 'OPTIONS' && isPreflight(req);
