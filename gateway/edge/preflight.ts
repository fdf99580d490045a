import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Browsers ask before a page of another origin may call, and the question carries no key. It is always answered, and the
 * answer allows nothing: without `Access-Control-Allow-Origin` no strange page gets to read what a service says.
 */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** Says which methods exist here, and nothing about who may use them. */
export function answerOptions(res: ServerResponse): void {
  res.writeHead(204, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS', vary: 'Origin' });
  res.end();
}
