import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { root } from './source-tree';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}
type Reader = (file: string, ended: { code: number; timedOut: boolean }) => Tally;
interface TestResults {
  ofVitest: Reader;
  ofPlaywright: Reader;
}

const script = pathToFileURL(path.join(root, 'scripts/test-results.mjs')).href;
const { ofVitest, ofPlaywright } = (await import(/* @vite-ignore */ script)) as TestResults;
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-totals-'));
const good = { code: 0, timedOut: false };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = (content: unknown): string => {
  const file = path.join(folder, `${Math.random()}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const suite = (...states: string[]) => ({
  status: states.includes('failed') ? 'failed' : 'passed',
  assertionResults: states.map((status) => ({ status })),
});

test('passed, failed and skipped tests are counted apart', () => {
  const file = report({ testResults: [suite('passed', 'passed', 'pending'), suite('failed')] });
  expect(ofVitest(file, { code: 1, timedOut: false })).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
  });
});

test('a test file that could not be loaded is a failed test', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const file = report({ testResults: [suite('passed'), broken] });
  expect(ofVitest(file, { code: 1, timedOut: false })).toMatchObject({ passed: 1, failed: 1 });
});

test('a runner that ran nothing, died or left half a report has failed', () => {
  expect(ofVitest(report({ testResults: [] }), good).failed).toBe(1);
  expect(ofVitest(report('{"testRes'), good).failed).toBe(1);
  expect(ofVitest(path.join(folder, 'absent.json'), good).failed).toBe(1);
  expect(ofPlaywright(path.join(folder, 'absent.json'), good).failed).toBe(1);
});

test('a bad exit code or a time-out is never a green line, whatever the report says', () => {
  const file = report({ testResults: [suite('passed')] });
  expect(ofVitest(file, { code: 1, timedOut: false }).failed).toBe(1);
  expect(ofVitest(file, { code: 0, timedOut: true }).failed).toBe(1);
});

test('an end-to-end test that passed only at the second try has failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  const file = report({ stats, errors: [] });
  expect(ofPlaywright(file, { code: 1, timedOut: false })).toEqual({
    passed: 3,
    failed: 2,
    skipped: 2,
  });
});
