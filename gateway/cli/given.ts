import { usageError } from './exit-code';

export type GivenValue = string | boolean | (string | boolean)[] | undefined;

/** The options and words of one command as they were typed. */
export class Given {
  readonly words: readonly string[];
  readonly #values: Readonly<Record<string, GivenValue>>;

  constructor(values: Readonly<Record<string, GivenValue>>, words: readonly string[]) {
    this.#values = values;
    this.words = words;
  }

  /** True when any option of these was typed. */
  hasAny(names: readonly string[]): boolean {
    return names.some((name) => this.#values[name] !== undefined);
  }

  isSet(flag: string): boolean {
    return this.#values[flag] === true;
  }

  text(flag: string): string | undefined {
    const value = this.#values[flag];
    return typeof value === 'string' ? value : undefined;
  }

  all(flag: string): string[] {
    const value = this.#values[flag];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  /** A whole number of a range; throws a usage error that names the range. */
  wholeNumber(flag: string, range: { min: number; max: number }): number | undefined {
    const text = this.text(flag);
    if (text === undefined) return undefined;
    const { min, max } = range;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw usageError(`--${flag} takes a whole number from ${min} to ${max}, not "${text}".`);
  }

  /** The word at a place that the command needs. */
  word(at: number): string {
    return this.words[at] ?? '';
  }
}
