import { readdir, readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useTypedHome } from '../support/typed-home';

const home = useTypedHome();
const { call, done, inFolder, json, makeKey, type } = home;

describe('bills', () => {
  test('S003-31: a price that was typed is exact, and the next call adds it', async () => {
    const scope = ['--service', 'chat', '--model', 'llama3*'];
    await done('billing', 'price', 'set', ...scope, '--per-request', '0.002000001');
    expect(await done('billing', 'prices')).toMatch(/chat +llama3\* +- +- +0\.002000001 /);
    const { id, secret } = await makeKey('-d', 'billed', '-u', 'Ben');
    expect(await call(secret)).toBe(200);
    expect(await done('billing', 'keys')).toMatch(new RegExp(`${id} .* 1 +0\\.002000001 `));
    expect(await done('billing', 'people')).toMatch(/Ben +1 +0\.002000001/);
    expect(await done('billing', 'summary', '--cycle', 'open')).toContain('chat');
    await done('billing', 'price', 'set', ...scope, '--remove');
    expect(await json('billing', 'prices')).toMatchObject({ prices: [] });
    expect(await type('billing', 'price', 'set', '--per-request', '1')).toMatchObject({ code: 2 });
  });

  test('a cycle is closed only after a yes, and stays on the list', async () => {
    expect(await type('billing', 'close')).toMatchObject({ code: 2, out: '' });
    await done('billing', 'close', '--note', 'November', '--yes');
    expect(await done('billing', 'cycles')).toMatch(/November/);
    expect(await done('billing', 'comparison', '--days', '1')).toMatch(/Here: \S+ \w+\. There: /);
  });

  test('exports, receipts and the record are saved whole, for their owner alone', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const files = [
      ['billing', 'export', '--format', 'jsonl', '--output', inFolder('calls.jsonl')],
      ['billing', 'receipt', '--person', 'ben', '--month', month, '--output', home.folder],
      ['audit', 'export', '--format', 'csv', '--output', inFolder('audit.csv')],
    ];
    for (const args of files) {
      const reply = z
        .object({ file: z.string(), bytes: z.int(), rows: z.int() })
        .parse(await json(...args));
      const { size, mode } = await stat(reply.file);
      expect([size, reply.rows > 0]).toEqual([reply.bytes, true]);
      if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    }
    expect(await readFile(inFolder('calls.jsonl'), 'utf8')).toContain('"llama3"');
    const pdf = (await readdir(home.folder)).find((name) => name.endsWith('.pdf'));
    expect(await readFile(inFolder(pdf ?? ''), 'latin1')).toMatch(/^%PDF-/);
  });

  test('a file that is there may be named, a folder takes the file under its own name', async () => {
    await done('audit', 'export', '--output', inFolder('audit.csv'));
    const there = z
      .object({ name: z.string() })
      .parse(await json('audit', 'export', '-o', home.folder));
    expect(await readdir(home.folder)).toContain(there.name);
    const nowhere = await type('audit', 'export', '--output', inFolder('no/such/folder.csv'));
    expect(nowhere).toMatchObject({ code: 2, out: '' });
  });
});
