/**
 * Threat: a service whose answer two readers would cut at different places could put its bytes into another caller's
 * answer. So whatever is ambiguous is not read at all: two lengths, a length beside a coding, odd line ends, bad bytes.
 */

/** Thrown for bytes that are not an HTTP/1.1 answer, or not one that everybody reads alike. */
export class BadAnswer extends Error {}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** Flat raw name, value pairs as the service wrote them. */
  readonly headers: string[];
  /** Bytes of the body, or null when only its end tells. */
  readonly length: number | null;
  readonly isChunked: boolean;
  /** Whether the service lets the connection be used again. */
  readonly keepsOpen: boolean;
  /** Milliseconds for which the service says it keeps an idle connection, or null. */
  readonly keepAliveMs: number | null;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const BAD_VALUE = /[\x00-\x08\x0a-\x1f\x7f]/;
const LENGTH = /^\d{1,15}$/;

interface Framing {
  length: number | null;
  isChunked: boolean;
  connection: string;
  keepAliveMs: number | null;
}

function readLength(framing: Framing, value: string): void {
  const length = LENGTH.test(value) ? Number(value) : -1;
  if (length < 0 || (framing.length !== null && framing.length !== length)) {
    throw new BadAnswer('content-length');
  }
  framing.length = length;
}

function readCoding(framing: Framing, value: string): void {
  if (framing.isChunked || value.toLowerCase() !== 'chunked') {
    throw new BadAnswer('transfer-encoding');
  }
  framing.isChunked = true;
}

function readKeepAlive(framing: Framing, value: string): void {
  const seconds = /(?:^|[,\s])timeout=(\d{1,6})/i.exec(value)?.[1];
  if (seconds !== undefined) framing.keepAliveMs = Number(seconds) * 1000;
}

/** Picks out the few headers that decide where the answer ends; told apart by length first, since this runs for every header. */
function readFraming(framing: Framing, name: string, value: string): void {
  if (name.length === 14 && name.toLowerCase() === 'content-length') readLength(framing, value);
  else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
    readCoding(framing, value);
  } else if (name.length === 10) {
    const lower = name.toLowerCase();
    if (lower === 'connection') framing.connection += `,${value.toLowerCase()}`;
    else if (lower === 'keep-alive') readKeepAlive(framing, value);
  }
}

const OUTER_SPACE = /^[ \t]+|[ \t]+$/g;

function readHeader(line: string, headers: string[], framing: Framing): void {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon < 1 || !NAME.test(name)) throw new BadAnswer('header name');
  const value = line.slice(colon + 1).replace(OUTER_SPACE, '');
  if (BAD_VALUE.test(value)) throw new BadAnswer('header value');
  headers.push(name, value);
  readFraming(framing, name, value);
}

const hasToken = (connection: string, token: string): boolean =>
  connection !== '' && connection.split(',').some((one) => one.trim() === token);

/** Reads a whole head (without its empty last line). Throws BadAnswer for anything that is not strictly well-formed. */
export function parseResponseHead(text: string): ResponseHead {
  const lines = text.split('\r\n');
  const match = STATUS_LINE.exec(lines[0] ?? '');
  if (!match) throw new BadAnswer('status line');
  const [, minor, status, reason = ''] = match;
  const headers: string[] = [];
  const framing: Framing = { length: null, isChunked: false, connection: '', keepAliveMs: null };
  for (let at = 1; at < lines.length; at++) readHeader(lines[at] ?? '', headers, framing);
  const { length, isChunked, connection, keepAliveMs } = framing;
  if (isChunked && (length !== null || minor === '0')) throw new BadAnswer('framing');
  const keepsOpen =
    minor === '1' ? !hasToken(connection, 'close') : hasToken(connection, 'keep-alive');
  return { status: Number(status), reason, headers, length, isChunked, keepsOpen, keepAliveMs };
}
