import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { ErrorCode } from '#shared/contract/errors';

/**
 * Threat: a web page, open in a browser on this computer, that reaches the admin port under a name of its own (DNS rebinding)
 * or posts to it blindly (CSRF). Judged on the raw request, before any routing, so that no router can read it differently.
 */
export interface AdminGuardRules {
  /** Host names, besides loopback and the address that was connected to, that the owner switched on. */
  allowedHosts(): readonly string[];
}

const HOST =
  /^(?:([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)|\[([0-9a-f:.]{2,45})\])(?::(\d{1,5}))?$/i;
/** Admin paths are plain: nothing to decode, no dots to resolve, no empty segments. */
const TARGET =
  /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?)?(?:\?[!-~]*)?$/;
const MAX_TARGET_LENGTH = 2048;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

const countOf = (req: IncomingMessage, name: string): number =>
  req.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length;

/** The host name of a well-formed Host header, in lower case and without brackets. */
export function hostNameOf(header: string | undefined): string | undefined {
  const match = HOST.exec(header ?? '');
  if (!match || Number(match[3] ?? 0) > 65_535) return undefined;
  const [, name, address] = match;
  if (address !== undefined) return isIP(address) === 6 ? address.toLowerCase() : undefined;
  return name?.toLowerCase();
}

const isOurs = (host: string, req: IncomingMessage, rules: AdminGuardRules): boolean =>
  LOOPBACK.has(host) ||
  host === req.socket.localAddress?.replace(/^::ffff:/, '') ||
  rules.allowedHosts().some((allowed) => allowed.toLowerCase() === host);

const isOwnOrigin = (req: IncomingMessage): boolean => {
  const { origin, host } = req.headers;
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
};

const SINGLE = ['authorization', 'origin', 'sec-fetch-site', 'content-type'] as const;

/** The first reason to refuse, before method and route are looked at; undefined when there is none. */
export function guardHost(req: IncomingMessage, rules: AdminGuardRules): ErrorCode | undefined {
  const host = hostNameOf(req.headers.host);
  if (countOf(req, 'host') !== 1 || host === undefined) return 'REQUEST_MALFORMED';
  if (!isOurs(host, req, rules)) return 'HOST_NOT_ALLOWED';
  const target = req.url ?? '';
  if (target.length > MAX_TARGET_LENGTH) return 'URL_TOO_LONG';
  if (!TARGET.test(target)) return 'REQUEST_MALFORMED';
  if (SINGLE.some((name) => countOf(req, name) > 1)) return 'REQUEST_MALFORMED';
  return undefined;
}

/** The second check: pages of other origins may send nothing here, not even a plain GET. */
export const guardOrigin = (req: IncomingMessage): ErrorCode | undefined =>
  isOwnOrigin(req) ? undefined : 'ORIGIN_NOT_ALLOWED';
