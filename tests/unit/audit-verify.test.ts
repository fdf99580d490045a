import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { useAuditFolder } from '../support/audit-folder';

const record = useAuditFolder();
const { at, fill, linesOf, open, writeLines } = record;

test('T-21: a cut end shows also when the file that knows of it was removed', async () => {
  await fill(3);
  await record.log.close();
  expect(record.log.isUnsure).toBe(false);
  const lines = await readFile(at('audit.jsonl'), 'utf8');
  await writeFile(at('audit.jsonl'), `${lines.split('\n').slice(0, 2).join('\n')}\n`);
  await rm(at('head.json'));
  for (let start = 0; start < 2; start++) {
    await open();
    expect(record.log.isUnsure).toBe(true);
    expect(await record.log.verify()).toMatchObject({
      intact: false,
      broken: { file: 'head.json' },
    });
    if (start === 0) await record.log.close();
  }
});

test('T-21: a first start, and one that was cut off before its first line, is not suspected', async () => {
  await record.log.close();
  await rm(at('head.json'));
  await open();
  await fill(1);
  expect(record.log.isUnsure).toBe(false);
  expect(await record.log.verify()).toMatchObject({ intact: true, lines: 1 });
});

describe('T-21: verify names the line', () => {
  const tampered = async (change: (lines: string[]) => string[], whileRunning = false) => {
    await fill(6);
    if (!whileRunning) await record.log.close();
    await writeLines(change(await linesOf()));
    if (!whileRunning) await open();
    return record.log.verify();
  };

  test.each(['AUTHORIZED', 'request-3', '"prev":"', '"seq":3'])(
    'T-21: one byte changed in %s of line 3',
    async (part) => {
      const verdict = await tampered((lines) =>
        lines.map((line, i) => {
          if (i !== 2) return line;
          const place = line.indexOf(part) + part.length - (part === '"prev":"' ? 0 : 1);
          return `${line.slice(0, place)}${line[place] === '7' ? '8' : '7'}${line.slice(place + 1)}`;
        }),
      );
      expect(verdict).toMatchObject({ intact: false, broken: { file: 'audit.jsonl', line: 3 } });
      expect(verdict.broken?.reason).toContain('changed');
    },
  );

  test('T-21: a line dropped', async () => {
    const verdict = await tampered((lines) => lines.filter((_, i) => i !== 2));
    expect(verdict.broken).toEqual({
      file: 'audit.jsonl',
      line: 3,
      reason: '1 line is missing before this one.',
    });
  });

  test('T-21: the very first line dropped', async () => {
    const verdict = await tampered((lines) => lines.slice(1));
    expect(verdict.broken).toMatchObject({ line: 1, reason: '1 line is missing before this one.' });
  });

  test('T-21: two lines swapped', async () => {
    const verdict = await tampered(([a, b, c, ...rest]) => [a, c, b, ...rest] as string[]);
    expect(verdict.broken).toMatchObject({ line: 2, reason: expect.stringContaining('swapped') });
  });

  test('T-21: the end cut off', async () => {
    const verdict = await tampered((lines) => lines.slice(0, -2));
    expect(verdict.broken).toMatchObject({ line: 5, reason: '2 lines are missing at the end.' });
  });

  test('T-21: the end cut off stays visible after more was written', async () => {
    await tampered((lines) => lines.slice(0, -2));
    await fill(2);
    expect((await record.log.verify()).broken).toMatchObject({
      line: 5,
      reason: '2 lines are missing before this one.',
    });
  });

  test('T-21: the last line changed', async () => {
    const verdict = await tampered((lines) =>
      lines.with(-1, (lines.at(-1) ?? '').replace('request-6', 'request-7')),
    );
    expect(verdict.broken).toMatchObject({ line: 6, reason: expect.stringContaining('changed') });
  });

  test('T-21: a line that is none of ours', async () => {
    const verdict = await tampered((lines) => lines.with(3, 'rubbish'));
    expect(verdict.broken).toMatchObject({
      line: 4,
      reason: expect.stringContaining('not a line'),
    });
  });

  test('T-21: the oldest file is checked against what rotation has left', async () => {
    await record.log.close();
    await open(2000, 2);
    await fill(40);
    await record.log.close();
    await writeLines((await linesOf('audit.2.jsonl')).slice(1), 'audit.2.jsonl');
    await open(2000, 2);
    expect((await record.log.verify()).broken).toMatchObject({ file: 'audit.2.jsonl', line: 1 });
  });
});
