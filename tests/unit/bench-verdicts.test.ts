import { expect, test } from 'vitest';
import { parseWrk } from '../bench/load/wrk';
import type { Figures, ModeResult } from '../bench/modes/mode-result';
import { readOptions } from '../bench/options';
import { toFailures, toSummary } from '../bench/report';
import { median, percentile, toSpread } from '../bench/statistics';
import { toVerdicts } from '../bench/verdicts';

const toRounds = (key: string, figures: readonly number[]): Figures[] =>
  figures.map((figure) => ({ [key]: figure, failed: 0 }));

const small = (direct: readonly number[], bare: readonly number[], latchkey: readonly number[]) =>
  ({
    name: 'small',
    title: 'Small GET',
    columns: [],
    rounds: {
      direct: toRounds('perSecond', direct),
      bare: toRounds('perSecond', bare),
      latchkey: toRounds('perSecond', latchkey),
    },
  }) satisfies ModeResult;

test('a ratio is taken round by round, and its middle is what is judged', () => {
  const result = small([100, 101, 99], [10, 20, 10], [14, 26, 13]);
  expect(toVerdicts(result)).toMatchObject([
    { figure: { median: 1.3, min: 1.3, max: 1.4 }, target: '>= 1.3', isMet: true },
  ]);
});

test('no ratio is printed when direct alone varied by more than a fifth', () => {
  const result = small([100, 121, 100], [10, 10, 10], [30, 30, 30]);
  expect(toVerdicts(result)).toMatchObject([{ figure: 'noisy', isMet: undefined }]);
  expect(toSummary([result])).toMatch(/noisy\s+>= 1\.3/);
});

test('a figure that was missed is called so', () => {
  const result = small([100, 100, 100], [10, 10, 10], [12, 12, 12]);
  expect(toSummary([result])).toMatch(/1\.20 +>= 1\.3 {2}MISSED/);
});

test('added latency is what is left when direct is taken away', () => {
  const rounds = (figures: readonly number[]) => toRounds('p50Ms', figures);
  const result = {
    name: 'steady',
    title: '',
    columns: [],
    rounds: { direct: rounds([0.2, 0.22, 0.21]), latchkey: rounds([0.5, 0.82, 0.51]) },
  };
  const [p50] = toVerdicts(result);
  expect(p50?.isMet).toBe(true);
  expect(p50?.figure).toMatchObject({ median: expect.closeTo(0.3) });
});

test('measurements with refused or broken answers are named', () => {
  const result = { ...small([1], [1], [1]), rounds: { caddy: [{ perSecond: 9, failed: 3 }] } };
  expect(toFailures([result])).toEqual(['Caddy, small: 3 failed']);
});

test('what wrk prints is read, its units and its errors included', () => {
  const text = `Running 5s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Latency Distribution
     50%  845.00us
     75%    1.10ms
     90%    1.30ms
     99%    2.04s
  50000 requests in 5.00s, 9.1MB read
  Socket errors: connect 1, read 2, write 0, timeout 4
  Non-2xx or 3xx responses: 30
Requests/sec:  10000.00`;
  expect(parseWrk(text)).toEqual({
    requests: 50_000,
    perSecond: 10_000,
    p50Ms: expect.closeTo(0.845),
    p99Ms: 2040,
    failed: 37,
  });
});

test('the middle, the ends and the percentiles of figures are what the words say', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(toSpread([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
});

test('the bench says what is wrong with its options, and always measures direct', () => {
  expect(() => readOptions(['--modes', 'small,tiny'])).toThrow('"tiny" is none of');
  expect(() => readOptions(['--rounds', '0'])).toThrow('--rounds takes a whole number');
  expect(readOptions(['--contenders', 'caddy']).contenders).toEqual(['direct', 'caddy']);
  expect(readOptions(['--quick'])).toMatchObject({ rounds: 3, seconds: 1, modes: ['small'] });
});
