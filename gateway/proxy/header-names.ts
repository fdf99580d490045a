/** Headers that speak of one connection and not of the message (RFC 9110, 7.6.1), with those that old software treats so. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** What a `Connection` header cannot have removed: without these the message would mean something else, or end elsewhere. */
const PROTECTED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'content-range',
  'range',
  'cache-control',
]);

const NONE: ReadonlySet<string> = new Set();

/** The names that the `Connection` headers of a message declare to be for this connection only. */
export function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  let named: Set<string> | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    for (const part of (raw[at + 1] ?? '').toLowerCase().split(',')) {
      const token = part.trim();
      if (token === '' || token === 'keep-alive' || token === 'close') continue;
      if (!PROTECTED.has(token)) (named ??= new Set()).add(token);
    }
  }
  return named ?? NONE;
}

/** Remembers a judgement about header names; the same few dozen names come over and over, and strangers cannot fill it up. */
export function rememberNames(judge: (lowerName: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    let verdict = known.get(name);
    if (verdict === undefined) {
      verdict = judge(name.toLowerCase());
      if (known.size < 1024 && name.length <= 64) known.set(name, verdict);
    }
    return verdict;
  };
}
