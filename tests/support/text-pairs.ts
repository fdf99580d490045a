/** One text in two languages, for the same place and the same values. */
interface TextPair {
  /** Where it stands, such as `window.keys.add`. */
  readonly place: string;
  readonly one: string;
  readonly other: string;
  /** The values that the text was made with. */
  readonly given: readonly string[];
}

/** Stands for a text, a count or a group of them: whatever a sentence does with it, its name comes out. */
function createStandIn(name: string): unknown {
  const self: unknown = new Proxy(() => undefined, {
    apply: () => self,
    get: (_target, property) => {
      if (property === Symbol.toPrimitive) {
        return (hint: string) => (hint === 'number' ? Number.NaN : name);
      }
      return createStandIn(`${name}.${String(property)}»`);
    },
  });
  return self;
}

const NUMBERS = [7, 23, 41, 67, 89];

const isFunction = (value: unknown): value is (...given: unknown[]) => unknown =>
  typeof value === 'function';

/** What a sentence said; a stand-in that it gave back as it was counts as its name. */
const toSaid = (said: unknown): unknown => (isFunction(said) ? String(said) : said);

/** Whether a sentence can be made with counts: one that takes a name, or several facts at once, cannot. */
function takesNumbers(make: (...given: unknown[]) => unknown, given: readonly number[]): boolean {
  try {
    return !String(make(...given)).includes('undefined');
  } catch {
    return false;
  }
}

function pairsOfCall(place: string, one: unknown, other: unknown): TextPair[] {
  if (!isFunction(one) || !isFunction(other)) throw new Error(`${place} is not made in both`);
  const counts = NUMBERS.slice(0, Math.max(one.length, other.length));
  const names = counts.map((_count, at) => `«${at}`);
  const withValues = (given: readonly unknown[], shown: readonly string[]) =>
    textPairs(place, toSaid(one(...given)), toSaid(other(...given))).map((pair) => ({
      ...pair,
      given: shown,
    }));
  const named = withValues(names.map(createStandIn), names);
  if (!takesNumbers(one, counts)) return named;
  const ones = counts.map(() => 1);
  return [...named, ...withValues(counts, counts.map(String)), ...withValues(ones, [])];
}

/** Every text of two languages side by side; sentences with values in them are made with stand-ins, with counts, and with ones. */
export function textPairs(place: string, one: unknown, other: unknown): TextPair[] {
  if (isFunction(one)) return pairsOfCall(place, one, other);
  if (typeof one === 'object' && one !== null) {
    return Object.entries(one).flatMap(([name, value]) =>
      textPairs(`${place}.${name}`, value, Reflect.get(Object(other), name)),
    );
  }
  return [{ place, one: String(one), other: String(other), given: [] }];
}
