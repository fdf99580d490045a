/** One DER element: tag, length, contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const size = body.length;
  if (size < 128) return Buffer.concat([Buffer.of(tag, size), body]);
  const length = size < 256 ? Buffer.of(0x81, size) : Buffer.of(0x82, size >> 8, size & 0xff);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

/** The elements that stand one after another in `bytes`. Throws when they do not end where they say. */
export function readDer(bytes: Uint8Array): { tag: number; body: Uint8Array }[] {
  const found: { tag: number; body: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, size = 0] = bytes.subarray(at, at + 2);
    const more = size < 128 ? 0 : size & 0x7f;
    const start = at + 2 + more;
    const long = bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    const end = start + (more === 0 ? size : long);
    if (end > bytes.length) throw new Error('not DER');
    found.push({ tag, body: bytes.subarray(start, end) });
    at = end;
  }
  return found;
}
