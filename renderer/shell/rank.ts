import type { PAGES } from '../page-address';

/** Something that one can jump to. */
export interface Place {
  readonly kind: 'page' | 'action' | 'key' | 'service' | 'person';
  readonly name: string;
  readonly href: string;
  /** Of pages, for the picture. */
  readonly page: (typeof PAGES)[number];
}

const MOST = 40;

/** Without case and accents: "kuche" finds "Küche". */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Lower is better; undefined when a word is not in the name. */
function scoreOf(name: string, words: readonly string[]): number | undefined {
  const folded = fold(name);
  if (!words.every((word) => folded.includes(word))) return undefined;
  const [first = ''] = words;
  if (folded.startsWith(first)) return 0;
  return folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(first)) ? 1 : 2;
}

/** What was typed finds every place whose name has all its words, those that begin with it first; nothing typed finds all. */
export function rank(places: readonly Place[], typed: string): Place[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return places
    .map((place, at) => ({ place, at, score: scoreOf(place.name, words) }))
    .filter((one) => one.score !== undefined)
    .toSorted((one, other) => (one.score ?? 0) - (other.score ?? 0) || one.at - other.at)
    .slice(0, MOST)
    .map(({ place }) => place);
}
