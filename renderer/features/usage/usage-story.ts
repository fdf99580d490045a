import type { RangeName } from '../../components/time-range';
import { locale } from '../../text/language';
import { t } from '../../text/t';
import type { Figures, Table } from './usage.svelte';

/** One service, key, person or model and what it used. */
export interface Used {
  readonly name: string;
  readonly row: Pick<Figures, 'calls' | 'tokensIn' | 'tokensOut'>;
}

const percent = new Intl.NumberFormat(locale, { style: 'percent' });
const MEASURES = {
  tokens: ({ tokensIn, tokensOut }: Used['row']) => tokensIn + tokensOut,
  calls: ({ calls }: Used['row']) => calls,
} as const;
export type Measure = keyof typeof MEASURES;

/** A part of a whole as people write it, such as "62 %". */
export const toShare = (part: number): string => percent.format(part);

/** What "most" is judged by: AI tokens where there are some, else calls. */
const chooseMeasure = (totals: Used['row']): Measure =>
  MEASURES.tokens(totals) > 0 ? 'tokens' : 'calls';

/** The part that each has in everything that was used, from 0 to 1, in their order. */
export function toShares(used: readonly Used[], totals: Used['row']): readonly number[] {
  const amountOf = MEASURES[chooseMeasure(totals)];
  const all = amountOf(totals);
  return used.map(({ row }) => (all === 0 ? 0 : Math.min(1, amountOf(row) / all)));
}

/** What a sentence is about. */
export interface Told {
  readonly used: readonly Used[];
  readonly totals: Used['row'];
  readonly table: Table;
  readonly range: RangeName;
}

/** Who or what was used most, in a sentence; undefined where nothing was. */
export function toStory({ used, totals, table, range }: Told): string | undefined {
  const text = t.story;
  const when = text.when[range];
  const shares = toShares(used, totals);
  const at = shares.indexOf(Math.max(...shares));
  const [name, share = 0] = [used[at]?.name, shares[at]];
  if (name === undefined || share === 0) return undefined;
  const isPerson = table === 'person';
  if (share === 1) return (isPerson ? text.onlyPerson : text.only)(name, when);
  const what = text.what[chooseMeasure(totals)];
  return (isPerson ? text.most : text.mostService)(name, toShare(share), what, when);
}

/** How it went altogether: what part of the calls went through. */
export function toQuality({ calls, succeeded }: { calls: number; succeeded: number }): string {
  if (calls === succeeded) return t.story.allWell;
  const part = Math.floor((succeeded / calls) * 100) / 100;
  return t.story.notAll(toShare(part));
}
