/** Every value of every header as it came in, by lower-case name. A Map, because a header may well be called `__proto__`. */
export type HeaderIndex = ReadonlyMap<string, readonly string[]>;

const NONE: readonly string[] = [];

/** Keeps repeated headers apart. Node's own `req.headers` drops or joins them, and that would hide a second Host or key. */
export function indexHeaders(rawHeaders: readonly string[]): HeaderIndex {
  const index = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const values = index.get(name);
    if (values) values.push(value);
    else index.set(name, [value]);
  }
  return index;
}

/** All values of one header, in order; empty when it was not sent. */
export const valuesOf = (headers: HeaderIndex, lowerName: string): readonly string[] =>
  headers.get(lowerName) ?? NONE;
