// Reads what the test runners wrote. A runner that ran nothing, crashed or left no readable result has failed:
// a green line must never come from tests that were not run.
import { readFileSync } from 'node:fs';

/** One check without tests of its own: it passed or failed as a whole. */
export const ofCheck = ({ code }) => tally(code === 0 ? 1 : 0, code === 0 ? 0 : 1);

/** Vitest's JSON report. A file that could not even be loaded counts as one failed test. */
export function ofVitest(file, ended) {
  return ofReport(file, ended, (report) => {
    const tests = report.testResults.flatMap((suite) => suite.assertionResults);
    const count = (...states) => tests.filter((test) => states.includes(test.status)).length;
    const broken = report.testResults.filter(
      (suite) =>
        suite.status === 'failed' &&
        suite.assertionResults.every((test) => test.status !== 'failed'),
    );
    return tally(
      count('passed'),
      count('failed') + broken.length,
      tests.length - count('passed', 'failed'),
    );
  });
}

/** Playwright's JSON report. A test that passed only at the second try has failed. */
export function ofPlaywright(file, ended) {
  return ofReport(file, ended, ({ stats, errors }) =>
    tally(stats.expected, stats.unexpected + stats.flaky + errors.length, stats.skipped),
  );
}

/** The sum of several tallies. */
export const total = (tallies) =>
  tallies.reduce(
    (sum, one) =>
      tally(sum.passed + one.passed, sum.failed + one.failed, sum.skipped + one.skipped),
    tally(0, 0),
  );

export const FAILED = Object.freeze(tally(0, 1));

function tally(passed, failed, skipped = 0) {
  return { passed, failed, skipped };
}

function ofReport(file, { code, timedOut }, read) {
  const result = readReport(file, read);
  const ranNothing = result.passed + result.failed === 0;
  const hidden = result.failed === 0 && (code !== 0 || timedOut);
  return ranNothing || hidden ? { ...result, failed: 1 } : result;
}

function readReport(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return FAILED; // no report, or half of one: the runner died
  }
}
