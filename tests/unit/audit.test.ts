import { mkdtemp, readdir, readFile, rm, stat, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAuditLog, type AuditLog } from '../../gateway/audit/audit-log';
import { auditDraft } from '../support/audit-drafts';

let dataDir = '';
let log: AuditLog;
const at = (name: string) => path.join(dataDir, 'audit', name);
const open = (maxBytes = 1_000_000, keepFiles = 5) =>
  openAuditLog({ dataDir, maxBytes, keepFiles });
const linesOf = async (name = 'audit.jsonl') =>
  (await readFile(at(name), 'utf8')).split('\n').slice(0, -1);
const writeLines = (lines: readonly string[], name = 'audit.jsonl') =>
  writeFile(at(name), lines.map((line) => `${line}\n`).join(''));
const fill = async (count: number) => {
  for (let i = 1; i <= count; i++) log.append(auditDraft({ requestId: `request-${i}` }));
  await log.verify();
};

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-audit-'));
  log = await open();
});
afterEach(async () => {
  await log.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('T-21: a cut end shows also when the file that knows of it was removed', async () => {
  await fill(3);
  await log.close();
  expect(log.isUnsure).toBe(false);
  const lines = await readFile(at('audit.jsonl'), 'utf8');
  await writeFile(at('audit.jsonl'), `${lines.split('\n').slice(0, 2).join('\n')}\n`);
  await rm(at('head.json'));
  for (let start = 0; start < 2; start++) {
    log = await open();
    expect(log.isUnsure).toBe(true);
    expect(await log.verify()).toMatchObject({ intact: false, broken: { file: 'head.json' } });
    if (start === 0) await log.close();
  }
});

test('T-21: a first start, and one that was cut off before its first line, is not suspected', async () => {
  await log.close();
  await rm(at('head.json'));
  log = await open();
  await fill(1);
  expect(log.isUnsure).toBe(false);
  expect(await log.verify()).toMatchObject({ intact: true, lines: 1 });
});

describe('the chain', () => {
  test('S000-35: the record is a file of its own, private, one JSON line per attempt', async () => {
    await fill(3);
    const entries = (await linesOf()).map(
      (line) => JSON.parse(line) as { seq: number; prev: string },
    );
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(new Set(entries.map(({ prev }) => prev)).size).toBe(3);
    expect((await stat(at('audit.jsonl'))).mode & 0o777).toBe(0o600);
    expect((await stat(at(''))).mode & 0o777).toBe(0o700);
    expect(await log.verify()).toEqual({ intact: true, lines: 3, broken: null });
  });

  test('it goes on after a restart', async () => {
    await fill(3);
    await log.close();
    log = await open();
    await fill(2);
    expect(await log.verify()).toEqual({ intact: true, lines: 5, broken: null });
    expect((await log.search({})).entries.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);
  });

  test('S000-41: it goes on across files, and the oldest beyond the limit goes', async () => {
    await log.close();
    log = await open(2000, 2);
    await fill(40);
    expect((await readdir(at(''))).sort()).toEqual([
      'audit.1.jsonl',
      'audit.2.jsonl',
      'audit.jsonl',
      'head.json',
    ]);
    for (const name of ['audit.jsonl', 'audit.1.jsonl', 'audit.2.jsonl']) {
      expect((await stat(at(name))).size).toBeLessThanOrEqual(2000);
    }
    expect(await log.verify()).toMatchObject({ intact: true, broken: null });
    await log.close();
    log = await open(2000, 2);
    expect(await log.verify()).toMatchObject({ intact: true });
  });

  test('a line that a crash has torn is cut off, and that is on record', async () => {
    await fill(2);
    await log.close();
    await appendFile(at('audit.jsonl'), '{"seq":3,"prev":"12');
    log = await open();
    await fill(1);
    const operations = (await log.search({})).entries.map(({ operation }) => operation);
    expect(operations).toEqual([null, 'audit.mend', null, null]);
    expect(await log.verify()).toEqual({ intact: true, lines: 4, broken: null });
  });

  test('a whole line that only lost its newline is kept', async () => {
    await fill(2);
    await log.close();
    await writeFile(at('audit.jsonl'), (await readFile(at('audit.jsonl'), 'utf8')).trimEnd());
    log = await open();
    await fill(1);
    expect(await log.verify()).toEqual({ intact: true, lines: 3, broken: null });
  });

  test('a durable entry is in the file when it is acknowledged', async () => {
    await log.appendDurably(auditDraft({ event: 'ADMIN', operation: 'keys.create' }));
    expect(await linesOf()).toHaveLength(1);
    expect(JSON.parse(await readFile(at('head.json'), 'utf8'))).toMatchObject({ seq: 1 });
  });

  test('whoever listens hears of each entry, and one that fails does not stop the record', async () => {
    const heard: number[] = [];
    log.onAppend(() => {
      throw new Error('not today');
    });
    const stop = log.onAppend(({ seq }) => heard.push(seq));
    await fill(2);
    stop();
    await fill(1);
    expect(heard).toEqual([1, 2]);
    expect(await linesOf()).toHaveLength(3);
  });
});

describe('T-21: verify names the line', () => {
  const tampered = async (change: (lines: string[]) => string[], whileRunning = false) => {
    await fill(6);
    if (!whileRunning) await log.close();
    await writeLines(change(await linesOf()));
    if (!whileRunning) log = await open();
    return log.verify();
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
    expect((await log.verify()).broken).toMatchObject({
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
    await log.close();
    log = await open(2000, 2);
    await fill(40);
    await log.close();
    await writeLines((await linesOf('audit.2.jsonl')).slice(1), 'audit.2.jsonl');
    log = await open(2000, 2);
    expect((await log.verify()).broken).toMatchObject({ file: 'audit.2.jsonl', line: 1 });
  });
});

describe('P-68: what callers write cannot leave its line', () => {
  test('P-68: line ends, bars, escapes and separators are one parseable line each', async () => {
    const nasty = 'a\r\nb|c\u001b[31m\u2028d\u2029e\u0085f\u202eg\u007fh\u0000';
    log.append(auditDraft({ path: nasty, userAgent: nasty, keyName: nasty }));
    log.append(auditDraft());
    await log.verify();
    const text = await readFile(at('audit.jsonl'), 'utf8');
    expect(text.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(3);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e|]/);
    expect(JSON.parse((await linesOf())[0] ?? '')).toMatchObject({ path: nasty, userAgent: nasty });
  });
});

describe('searching', () => {
  test('is newest first, in pages, and says whether there is more', async () => {
    await fill(5);
    const first = await log.search({ limit: 2 });
    expect(first.entries.map(({ seq }) => seq)).toEqual([5, 4]);
    expect(first.more).toBe(true);
    const rest = await log.search({ limit: 3, beforeSeq: 4 });
    expect(rest.entries.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(rest.more).toBe(false);
  });

  test('reaches back through the files for what is not in memory any more', async () => {
    await log.close();
    log = await open(4000, 100);
    log.append(auditDraft({ keyId: 'needle', path: '/Hay/Stack' }));
    await fill(300);
    await log.close();
    log = await open(4000, 100);
    await fill(10);
    expect((await log.search({ keyId: 'needle' })).entries).toMatchObject([{ seq: 1 }]);
    expect((await log.search({ text: 'hay/s' })).entries).toMatchObject([{ seq: 1 }]);
    const all = await log.search({ limit: 500 });
    expect(all.entries.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 311 }, (_, i) => 311 - i),
    );
  });

  test('tells refusals, failures, successes and changes apart', async () => {
    log.append(auditDraft());
    log.append(auditDraft({ event: 'UNAUTHORIZED', status: 401 }));
    log.append(auditDraft({ status: 429, code: 'LIMIT_REACHED' }));
    log.append(auditDraft({ event: 'ERROR', status: 502, code: 'UPSTREAM_DOWN' }));
    log.append(auditDraft({ event: 'ADMIN', operation: 'keys.create' }));
    const seqs = async (outcome: 'succeeded' | 'refused' | 'failed' | 'changes') =>
      (await log.search({ outcome })).entries.map(({ seq }) => seq);
    expect(await seqs('succeeded')).toEqual([1]);
    expect(await seqs('refused')).toEqual([3, 2]);
    expect(await seqs('failed')).toEqual([4]);
    expect(await seqs('changes')).toEqual([5]);
  });
});
