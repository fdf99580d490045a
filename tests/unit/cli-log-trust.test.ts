import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { renderClassic } from '../../gateway/audit/renderers';
import { BoundedTable } from '../../gateway/cli/logs/bounded-table';
import { DAY, entry } from '../support/log-lines';
import { analyze, useLogFolder } from '../support/typed-logs';

const logs = useLogFolder();
const { fileOf } = logs;

describe('no line of a log is trusted', () => {
  test('broken lines are counted and named by number, and the rest is read', async () => {
    const good = renderClassic(entry('21T08:00:00'));
    const lines = [
      good,
      'Traceback (most recent call last):',
      '{"seq":',
      good,
      'x'.repeat(200_000),
      '',
      `${good}\r`,
    ];
    const { code, out } = await analyze('--log-file', await fileOf('broken.log', lines));
    expect(code).toBe(0);
    expect(out).toContain('Lines: 6 (3 classic)');
    expect(out).toContain('Not readable: 3 (broken.log:2, broken.log:3, broken.log:5)');
  });

  test('a log cannot command the terminal, neither as text nor as JSON', async () => {
    const evil = JSON.stringify(
      entry('21T08:00:00', {
        path: '/\u001b]0;owned\u0007',
        person: '\u001b[2Jeve\u009b31m\u202e',
        serviceName: 'a\nb',
      }),
    );
    const file = await fileOf('evil.log', [evil]);
    const { out } = await analyze('--log-file', file, '--users', '--suspicious');
    const json = (await analyze('--log-file', file, '--json')).out;
    const commands = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
    expect(out).toContain('/\\x1b]0;owned\\x07');
    expect(out).not.toMatch(commands);
    expect(json).not.toMatch(commands);
    expect(JSON.parse(json)).toMatchObject({ activity: [{ user: '\u001b[2Jeve\u009b31m\u202e' }] });
  });

  test('packed logs are read, also when the end is missing, and several files count together', async () => {
    const lines = DAY.map(renderClassic);
    const packed = gzipSync(`${lines.join('\n')}\n`);
    const whole = path.join(logs.folder, 'whole.log.gz');
    const cut = path.join(logs.folder, 'cut.log.gz');
    await writeFile(whole, packed);
    await writeFile(cut, packed.subarray(0, -12));
    const plain = await fileOf('plain.log', lines);
    const { code, out, err } = await analyze(
      '--log-file',
      whole,
      '--log-file',
      plain,
      '--log-file',
      cut,
    );
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Lines: (${DAY.length * 2}|${DAY.length * 3})`));
    expect(err).toContain('cut.log.gz ends before its time');
  });

  test('a million different names need no more memory than a table has', () => {
    const table = new BoundedTable(100, () => ({ count: 0 }));
    for (let at = 0; at < 100_000; at++) {
      table.add(`stranger ${at}`);
      if (at % 10 === 0) table.add('the busiest');
    }
    const [first] = table.top(1);
    expect(first?.[0]).toBe('the busiest');
    expect(10_000 - (first?.[1].count ?? 0)).toBeLessThanOrEqual(table.missed);
    expect(table.top().length).toBeLessThanOrEqual(100);
  });
});

test('the record of a data folder is found with its older files, oldest first', async () => {
  const audit = path.join(logs.folder, 'data', 'audit');
  await mkdir(audit, { recursive: true });
  const line = (at: string) => `${JSON.stringify(entry(at))}\n`;
  await writeFile(path.join(audit, 'audit.jsonl'), line('21T11:00:00'));
  await writeFile(path.join(audit, 'audit.1.jsonl'), line('21T10:00:00'));
  await writeFile(path.join(audit, 'audit.10.jsonl.gz'), gzipSync(line('21T09:00:00')));
  await writeFile(path.join(audit, 'audit-head.json'), '{}');
  const { out } = await analyze('--data-dir', path.join(logs.folder, 'data'), '--json');
  const files = ['audit.10.jsonl.gz', 'audit.1.jsonl', 'audit.jsonl'];
  expect(JSON.parse(out)).toMatchObject({
    files: files.map((name) => path.join(audit, name)),
    lines: 3,
  });
  const none = await analyze('--data-dir', path.join(logs.folder, 'nothing'));
  expect(none).toMatchObject({ code: 2, out: '' });
  expect(none.err).toContain('There is no record in');
});
