import { maskKeys } from '#shared/domain/key-format';

/**
 * Threat: a key in the wrong field. Keys of older installations look like any other word, so of those only the one that
 * came with the request is known: wherever it stands as well, it may not be written down.
 */
const SHORTEST_KEY = 16;
const DOTS = '•••';

/** Texts of callers are kept up to this length, so in longer ones a key may be cut. */
const CUT_AT = 200;
const SHORTEST_PART = 5;

/** The same without the beginning of a key at its end. */
function withoutPart(text: string, key: string): string {
  if (text.length < CUT_AT) return text;
  for (let length = key.length - 1; length >= SHORTEST_PART; length--) {
    if (text.endsWith(key.slice(0, length))) return text.slice(0, -length) + DOTS;
  }
  return text;
}

/** The text without any key of ours, and without the one that was presented beside it, whole or cut at the end. */
export function hideKey(text: string, presented: string | undefined): string {
  const masked = maskKeys(text);
  if (presented === undefined || presented.length < SHORTEST_KEY) return masked;
  return withoutPart(masked, presented).replaceAll(presented, DOTS);
}

const LIKE_A_KEY = /^[A-Za-z0-9_-]{16,128}$/;
const LONG_SEGMENT = /[^/]{16}/;
/** Looking one up takes a hash. */
const MOST_LOOKS = 8;

const decoded = (segment: string): string => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** A path as it may be written down: without the key that was presented, and without the first segments that are one. */
export function hidePathKeys(
  path: string,
  presented: string | undefined,
  isKey: (text: string) => boolean,
): string {
  if (!LONG_SEGMENT.test(path)) return path;
  let looks = 0;
  let isHidden = false;
  const segments = path.split('/').map((segment) => {
    if (segment.length < SHORTEST_KEY) return segment;
    const text = decoded(segment);
    const isPresented = hideKey(text, presented) !== text;
    const isFound = !isPresented && LIKE_A_KEY.test(text) && looks++ < MOST_LOOKS && isKey(text);
    if (!isPresented && !isFound) return segment;
    isHidden = true;
    return DOTS;
  });
  return isHidden ? segments.join('/') : path;
}
