import { expect, test } from 'vitest';
import { createLog, type LogLevel } from '../../gateway/log';
import { createKeyText } from '../../gateway/keys/api-key';

function setUp(level?: LogLevel) {
  const lines: string[] = [];
  const clock = { ms: 0 };
  const log = createLog({
    level,
    write: (as, text) => lines.push(`${as} ${text}`),
    monotonicMs: () => clock.ms,
  });
  return { log, lines, clock };
}
const sayAll = ({ log }: ReturnType<typeof setUp>) => {
  log.info('a');
  log.warn('b');
  log.error('c');
};

test.each([
  [undefined, 3],
  ['DEBUG', 3],
  ['INFO', 3],
  ['WARNING', 2],
  ['WARN', 2],
  ['ERROR', 1],
] as const)('S002-18: at level %s, %i of the three kinds of lines are said', (level, count) => {
  const world = setUp(level);
  sayAll(world);
  expect(world.lines).toHaveLength(count);
  expect(world.lines.at(-1)).toBe('error c');
});

test('F-29: of ten thousand distinct errors in a second twenty are said, and then how many were not', () => {
  const { log, lines, clock } = setUp();
  for (let n = 0; n < 10_000; n++) log.error(`error ${n}`, new Error(`cause ${n}`));
  expect(lines).toHaveLength(20);
  clock.ms = 1000;
  log.error('later');
  expect(lines.slice(20)).toEqual(['warning 9980 more lines were left out', 'error later']);
});

test('P-69: neither a key nor an endless text gets into the log', () => {
  const { log, lines } = setUp();
  const { text } = createKeyText('0123456789');
  log.error(`mine ${text}`, { header: text });
  log.warn('x'.repeat(100_000));
  expect(lines.join()).not.toContain(text.slice(14));
  expect(lines[1]?.length).toBeLessThan(9_000);
});
