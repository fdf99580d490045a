/**
 * Threat: a file with one name twice. JSON.parse keeps the last and says nothing, so a key would be lost or, worse,
 * given to another person; and a member called `__proto__` must stay a plain name. So members are read as a list.
 */
export interface JsonMember {
  /** Undefined for the elements of an array. */
  readonly name: string | undefined;
  readonly value: unknown;
  /** The value as it was written. */
  readonly raw: string;
  /** Line on which it begins, from 1. */
  readonly row: number;
}

/** Thrown for text that is not JSON; it names the line and never quotes the text. */
export class NotJsonError extends Error {
  readonly row: number;
  constructor(row: number) {
    super(`not JSON near line ${row}`);
    this.row = row;
  }
}

const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);

/** Walks over one JSON text without recursion; every step only looks for where a value ends. */
class Walker {
  readonly #text: string;
  #at = 0;
  #row = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get row(): number {
    for (; this.#counted < this.#at; this.#counted++) {
      if (this.#text.charCodeAt(this.#counted) === 10) this.#row++;
    }
    return this.#row;
  }

  /** The next character that is no space, without going past it. */
  peek(): string {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? '-')) this.#at++;
    return this.#text[this.#at] ?? '';
  }

  expect(character: string): void {
    if (this.peek() !== character) throw new NotJsonError(this.row);
    this.#at++;
  }

  /** Parses the value that begins here and goes past it. */
  value(): Pick<JsonMember, 'value' | 'raw'> {
    this.peek();
    const from = this.#at;
    const row = this.row;
    this.#skipValue();
    const raw = this.#text.slice(from, this.#at);
    try {
      return { value: JSON.parse(raw), raw };
    } catch {
      throw new NotJsonError(row); // the parser's own message quotes the text, and with it keys
    }
  }

  #skipValue(): void {
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] ?? '';
      if (character === '"') this.#skipString();
      else if (OPENING.has(character)) depth++;
      else if (CLOSING.has(character)) {
        if (depth === 0) return;
        depth--;
      } else if (depth === 0 && character === ',') return;
      if (depth === 0 && (character === '"' || CLOSING.has(character))) return void this.#at++;
      if (depth === 0 && character === ':') return;
    }
  }

  #skipString(): void {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      if (this.#text[this.#at] === '\\') this.#at++;
      else if (this.#text[this.#at] === '"') return;
    }
  }
}

/** The members of the object, or the elements of the array, that `text` is; in order, repeated names included. Throws NotJsonError. */
export function readMembers(text: string): { isArray: boolean; members: JsonMember[] } {
  const walker = new Walker(text);
  const isArray = walker.peek() === '[';
  const end = isArray ? ']' : '}';
  walker.expect(isArray ? '[' : '{');
  const members: JsonMember[] = [];
  while (walker.peek() !== end) {
    if (members.length > 0) walker.expect(',');
    walker.peek();
    const row = walker.row;
    const name = isArray ? undefined : toName(walker, row);
    members.push({ name, ...walker.value(), row });
  }
  walker.expect(end);
  if (walker.peek() !== '') throw new NotJsonError(walker.row);
  return { isArray, members };
}

function toName(walker: Walker, row: number): string {
  if (walker.peek() !== '"') throw new NotJsonError(row);
  const { value } = walker.value();
  walker.expect(':');
  return String(value);
}
