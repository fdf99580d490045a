import { CONTENDERS, type ContenderName } from './options.ts';
import { figuresOf, type Column, type ModeResult } from './modes/mode-result.ts';
import { toSpread, type Spread } from './statistics.ts';
import { toVerdicts, type Verdict } from './verdicts.ts';

const NAMES: Readonly<Record<ContenderName, string>> = {
  direct: 'direct (no proxy)',
  bare: 'bare Express + HPM',
  latchkey: 'Latchkey, all on',
  caddy: 'Caddy',
  nginx: 'nginx',
};

const toCell = (spread: Spread, digits: number): string => {
  if (Number.isNaN(spread.median)) return '-';
  const [middle, low, high] = [spread.median, spread.min, spread.max].map((figure) =>
    figure.toFixed(digits),
  );
  return low === high ? `${middle}` : `${middle} (${low}-${high})`;
};

const toLine = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(24))).join('');

/** The figures of one mode: middle of the rounds, smallest and largest in brackets. */
export function toTable(result: ModeResult): string {
  const names = CONTENDERS.filter((name) => result.rounds[name]);
  const cellOf = (name: ContenderName, { key, digits }: Column) =>
    toCell(toSpread(figuresOf(result, name, key)), digits);
  return [
    '',
    result.title,
    toLine(['', ...result.columns.map(({ title }) => title)]),
    ...names.map((name) =>
      toLine([NAMES[name], ...result.columns.map((column) => cellOf(name, column))]),
    ),
  ].join('\n');
}

const judgement = ({ isMet }: Verdict): string => {
  if (isMet === undefined) return '';
  return isMet ? 'reached' : 'MISSED';
};

const toVerdictLine = (verdict: Verdict): string => {
  const figure = verdict.figure === 'noisy' ? 'noisy' : toCell(verdict.figure, 2);
  const parts = [verdict.text.padEnd(54), figure.padStart(20), verdict.target.padStart(9)];
  return `  ${parts.join('')}  ${judgement(verdict)}`.trimEnd();
};

/** What the figures mean, against what is to be reached. */
export function toSummary(results: readonly ModeResult[]): string {
  const verdicts = results.flatMap(toVerdicts);
  const lines = ['', 'Latchkey against the others (middle of the rounds)'];
  lines.push(...verdicts.map(toVerdictLine));
  if (verdicts.some(({ figure }) => figure === 'noisy')) {
    lines.push('  noisy: direct alone varied by more than a fifth; try again on a quiet machine.');
  }
  lines.push('  The two stacks that Latchkey replaces are not rebuilt here.');
  return lines.join('\n');
}

/** Measurements that failed somewhere, each in one line; their figures mean little. */
export const toFailures = (results: readonly ModeResult[]): string[] =>
  results.flatMap((result) =>
    CONTENDERS.flatMap((name) => {
      const failed = figuresOf(result, name, 'failed').reduce((sum, count) => sum + count, 0);
      return failed > 0 ? [`${NAMES[name]}, ${result.name}: ${failed} failed`] : [];
    }),
  );
