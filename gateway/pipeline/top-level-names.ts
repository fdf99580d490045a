/**
 * Threat: a body that says `model` twice, or once as `MODEL`. Readers differ in which of them they take, so what is
 * judged here could be another model than the one that answers. The names are read off the text, as a parser keeps one.
 * And a body that is made to be slow to read: each character is looked at once or twice, whatever it says, and what has
 * so many names or levels that a parser would stop everybody for seconds is not parsed.
 */
const MOST_NAMES = 200_000;
const MOST_LEVELS = 1000;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const SMALL_U = 117;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Where the text goes on after the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === QUOTE) return end + 1;
    end += code === BACKSLASH ? 2 : 1;
  }
  return end + 1;
}

const isUpperCase = (code: number): boolean => code >= 65 && code <= 90;

const hexAt = (text: string, at: number): number => {
  const digits = text.slice(at, at + 4);
  return /^[0-9a-f]{4}$/i.test(digits) ? parseInt(digits, 16) : -1;
};

/** True when the string whose first character stands at `at` is this name, whatever its case and however it is escaped. */
function isNamed(text: string, at: number, wanted: string): boolean {
  for (let index = 0; index < wanted.length; index++) {
    let code = text.charCodeAt(at);
    // Letters have no other escape than this one.
    const isEscaped = code === BACKSLASH && text.charCodeAt(at + 1) === SMALL_U;
    if (isEscaped) code = hexAt(text, at + 2);
    if ((isUpperCase(code) ? code + 32 : code) !== wanted.charCodeAt(index)) return false;
    at += isEscaped ? 6 : 1;
  }
  return text.charCodeAt(at) === QUOTE;
}

/**
 * How many fields of the outermost object have this name of small ASCII letters, whatever their case and escapes.
 * Undefined for a text that is not worth parsing.
 */
export function countTopLevel(text: string, wanted: string): number | undefined {
  let [depth, count, names, isName] = [0, 0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      if (isName && depth === 1 && isNamed(text, at + 1, wanted)) count++;
      at = endOfString(text, at) - 1;
      isName = false;
    } else if (code === COLON) {
      if (++names > MOST_NAMES) return undefined;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (++depth > MOST_LEVELS) return undefined;
      isName = code === OPEN_OBJECT;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
    else if (code === COMMA) isName = true;
  }
  return count;
}

const SPACE = /\s*/y;

const skipSpace = (text: string, at: number): number => {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
};

const LONGEST_TEXT = 2000;

/** The text that is the value of a name which ends before `at`; null when it is no text or not all of it is there. */
function textAfter(text: string, at: number): string | null {
  const colon = skipSpace(text, at);
  if (text.charCodeAt(colon) !== COLON) return null;
  const start = skipSpace(text, colon + 1);
  if (text.charCodeAt(start) !== QUOTE) return null;
  const end = endOfString(text, start);
  if (end > text.length || end - start > LONGEST_TEXT) return null;
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    return null; // the service says what is wrong with it
  }
}

/**
 * The text that a field of the outermost object has, in the beginning of a body of which there is more. Null when it
 * does not stand in there, or not just once; what stands deeper counts for nothing.
 */
export function topLevelText(text: string, wanted: string): string | null {
  let [depth, isName]: [number, boolean] = [0, false];
  let found: string | null | undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (isName && depth === 1 && isNamed(text, at + 1, wanted)) {
        if (found !== undefined) return null;
        found = textAfter(text, end);
      }
      at = end - 1;
      isName = false;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth++;
      isName = code === OPEN_OBJECT;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
    else if (code === COMMA) isName = true;
  }
  return found ?? null;
}
