import { readdir, readFile, stat, writeFile, appendFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { auditDraft } from '../support/audit-drafts';
import { useAuditFolder } from '../support/audit-folder';

const record = useAuditFolder();
const { at, fill, linesOf, open } = record;

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
    expect(await record.log.verify()).toEqual({ intact: true, lines: 3, broken: null });
  });

  test('it goes on after a restart', async () => {
    await fill(3);
    await record.log.close();
    await open();
    await fill(2);
    expect(await record.log.verify()).toEqual({ intact: true, lines: 5, broken: null });
    expect((await record.log.search({})).entries.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);
  });

  test('S000-41: it goes on across files, and the oldest beyond the limit goes', async () => {
    await record.log.close();
    await open(2000, 2);
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
    expect(await record.log.verify()).toMatchObject({ intact: true, broken: null });
    await record.log.close();
    await open(2000, 2);
    expect(await record.log.verify()).toMatchObject({ intact: true });
  });

  test('a line that a crash has torn is cut off, and that is on record', async () => {
    await fill(2);
    await record.log.close();
    await appendFile(at('audit.jsonl'), '{"seq":3,"prev":"12');
    await open();
    await fill(1);
    const operations = (await record.log.search({})).entries.map(({ operation }) => operation);
    expect(operations).toEqual([null, 'audit.mend', null, null]);
    expect(await record.log.verify()).toEqual({ intact: true, lines: 4, broken: null });
  });

  test('a whole line that only lost its newline is kept', async () => {
    await fill(2);
    await record.log.close();
    await writeFile(at('audit.jsonl'), (await readFile(at('audit.jsonl'), 'utf8')).trimEnd());
    await open();
    await fill(1);
    expect(await record.log.verify()).toEqual({ intact: true, lines: 3, broken: null });
  });

  test('a durable entry is in the file when it is acknowledged', async () => {
    await record.log.appendDurably(auditDraft({ event: 'ADMIN', operation: 'keys.create' }));
    expect(await linesOf()).toHaveLength(1);
    expect(JSON.parse(await readFile(at('head.json'), 'utf8'))).toMatchObject({ seq: 1 });
  });

  test('whoever listens hears of each entry, and one that fails does not stop the record', async () => {
    const heard: number[] = [];
    record.log.onAppend(() => {
      throw new Error('not today');
    });
    const stop = record.log.onAppend(({ seq }) => heard.push(seq));
    await fill(2);
    stop();
    await fill(1);
    expect(heard).toEqual([1, 2]);
    expect(await linesOf()).toHaveLength(3);
  });
});

describe('P-68: what callers write cannot leave its line', () => {
  test('P-68: line ends, bars, escapes and separators are one parseable line each', async () => {
    const nasty = 'a\r\nb|c\u001b[31m\u2028d\u2029e\u0085f\u202eg\u007fh\u0000';
    record.log.append(auditDraft({ path: nasty, userAgent: nasty, keyName: nasty }));
    record.log.append(auditDraft());
    await record.log.verify();
    const text = await readFile(at('audit.jsonl'), 'utf8');
    expect(text.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(3);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e|]/);
    expect(JSON.parse((await linesOf())[0] ?? '')).toMatchObject({ path: nasty, userAgent: nasty });
  });
});

describe('searching', () => {
  test('is newest first, in pages, and says whether there is more', async () => {
    await fill(5);
    const first = await record.log.search({ limit: 2 });
    expect(first.entries.map(({ seq }) => seq)).toEqual([5, 4]);
    expect(first.more).toBe(true);
    const rest = await record.log.search({ limit: 3, beforeSeq: 4 });
    expect(rest.entries.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(rest.more).toBe(false);
  });

  test('reaches back through the files for what is not in memory any more', async () => {
    await record.log.close();
    await open(4000, 100);
    record.log.append(auditDraft({ keyId: 'needle', path: '/Hay/Stack' }));
    await fill(300);
    await record.log.close();
    await open(4000, 100);
    await fill(10);
    expect((await record.log.search({ keyId: 'needle' })).entries).toMatchObject([{ seq: 1 }]);
    expect((await record.log.search({ text: 'hay/s' })).entries).toMatchObject([{ seq: 1 }]);
    const all = await record.log.search({ limit: 500 });
    expect(all.entries.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 311 }, (_, i) => 311 - i),
    );
  });

  test('tells refusals, failures, successes and changes apart', async () => {
    record.log.append(auditDraft());
    record.log.append(auditDraft({ event: 'UNAUTHORIZED', status: 401 }));
    record.log.append(auditDraft({ status: 429, code: 'LIMIT_REACHED' }));
    record.log.append(auditDraft({ event: 'ERROR', status: 502, code: 'UPSTREAM_DOWN' }));
    record.log.append(auditDraft({ event: 'ADMIN', operation: 'keys.create' }));
    // Of the service, and of the gateway to somebody without a key.
    record.log.append(auditDraft({ status: 404 }));
    record.log.append(auditDraft({ event: 'UNAUTHORIZED', status: 503, code: 'OVERLOADED' }));
    const seqs = async (outcome: 'succeeded' | 'refused' | 'failed' | 'changes') =>
      (await record.log.search({ outcome })).entries.map(({ seq }) => seq);
    expect(await seqs('succeeded')).toEqual([1]);
    expect(await seqs('refused')).toEqual([7, 3, 2]);
    expect(await seqs('failed')).toEqual([6, 4]);
    expect(await seqs('changes')).toEqual([5]);
  });
});
