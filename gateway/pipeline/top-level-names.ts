/**
 * Threat: a body that says `model` twice, or once as `MODEL`. Readers differ in which of them they take, so what is
 * judged here could be another model than the one that answers. The names are read off the text, as a parser keeps one.
 */
const NAME = /"((?:[^"\\]|\\.)*)"/y;

const BACKSLASH = 92;
const QUOTE = 34;

/** Where the text goes on after the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) !== QUOTE) {
    end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
  }
  return end + 1;
}

const unescaped = (name: string): string => {
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name; // not JSON: whoever parses the whole will say so
  }
};

/** How many fields of the outermost object have this name, whatever its case and however it is written. */
export function countTopLevel(text: string, wanted: string): number {
  let [depth, count, isName] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      NAME.lastIndex = at;
      const name = depth === 1 && isName ? NAME.exec(text)?.[1] : undefined;
      if (name !== undefined && unescaped(name).toLowerCase() === wanted) count++;
      isName = false;
      at = endOfString(text, at) - 1;
    } else if (character === '{' || character === '[') {
      depth++;
      isName = character === '{';
    } else if (character === '}' || character === ']') depth--;
    else if (character === ',') isName = true;
  }
  return count;
}
