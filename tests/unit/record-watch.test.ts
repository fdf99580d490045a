import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportAudit, type ExportFormat } from '../../gateway/audit/audit-export';
import { openAuditLog, type AuditLog } from '../../gateway/audit/audit-log';
import { createTextLog } from '../../gateway/audit/text-log';
import { silentLog } from '../../gateway/log';
import { openRecordWatch, type RecordWatch } from '../../gateway/record-watch';
import { openConfigStore, type ConfigStore } from '../../gateway/storage/config-store';
import { createLastMinute } from '../../gateway/threats/last-minute';
import { auditDraft } from '../support/audit-drafts';

let dataDir = '';
let config: ConfigStore;
let audit: AuditLog;
let watch: RecordWatch;
const warnings: string[] = [];

const at = (...parts: string[]) => path.join(dataDir, ...parts);
beforeEach(async () => {
  warnings.length = 0;
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-record-'));
  config = await openConfigStore({ dataDir });
  audit = await openAuditLog({ dataDir, maxBytes: 1_000_000, keepFiles: 5 });
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
  const options = {
    dataDir,
    auditLogFile: at('classic', 'audit.log'),
    version: '0',
    host: 'headless',
    keychain: 'absent',
    keepSecret: () => {},
    log,
  } as const;
  watch = await openRecordWatch({ options, config, audit });
});
afterEach(async () => {
  await audit.close();
  await watch.close();
  await config.close();
  await rm(dataDir, { recursive: true, force: true });
});

const set = (change: object) =>
  config.update((draft) => void (draft.settings = { ...draft.settings, ...change }));
const record = async (...drafts: ReturnType<typeof auditDraft>[]) => {
  for (const draft of drafts) audit.append(draft);
  await audit.search({ limit: 1 });
};
const all = [
  auditDraft(),
  auditDraft({ event: 'UNAUTHORIZED', status: 401, keyId: null, presented: 'sk-12345' }),
  auditDraft({ event: 'PUBLIC', method: 'GET', path: '/health', keyId: null }),
  auditDraft({ event: 'ERROR', status: 504, code: 'UPSTREAM_TIMEOUT' }),
];

describe('the text logs of older gateways', () => {
  test('S004-30, S004-29: the access log has one line per call when it is switched on, in a folder that is made', async () => {
    await record(...all);
    await expect(stat(at('logs'))).rejects.toThrow();
    await set({ accessLog: true });
    await record(...all, auditDraft({ event: 'ADMIN', operation: 'keys.create' }));
    await vi.waitFor(async () => {
      const lines = (await readFile(at('logs', 'api_access.log'), 'utf8')).trimEnd().split('\n');
      expect(lines).toEqual([
        '2026-11-21T10:35:07.045000Z | abcdefghij | POST /chat/api/generate | 200',
        '2026-11-21T10:35:07.045000Z | - | POST /chat/api/generate | 401',
        '2026-11-21T10:35:07.045000Z | - | GET /health | 200',
        '2026-11-21T10:35:07.045000Z | abcdefghij | POST /chat/api/generate | 504',
      ]);
    }, 20_000);
    if (process.platform === 'win32') return;
    expect((await stat(at('logs', 'api_access.log'))).mode & 0o777).toBe(0o600);
  });

  test('S004-31: a log that cannot be written is told of once, and the calls go on', async () => {
    await writeFile(at('logs'), 'a file has the place of the folder');
    await set({ accessLog: true });
    for (let n = 0; n < 5; n++) {
      await record(...all);
      await new Promise(setImmediate);
    }
    await vi.waitFor(() => expect(warnings).toHaveLength(1), 20_000);
    expect(warnings[0]).toContain('api_access.log');
    expect((await audit.verify()).lines).toBe(20);
  });

  test('S002-17, S000-35, S000-36: the classic file has each event in its form', async () => {
    await record(...all);
    await vi.waitFor(async () => {
      const lines = (await readFile(at('classic', 'audit.log'), 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => line.split(' | ')[2])).toEqual([
        'AUTHORIZED',
        'UNAUTHORIZED',
        'PUBLIC',
        'ERROR',
      ]);
    }, 20_000);
  });

  test.skipIf(process.platform === 'win32')('a link in its place is not followed', async () => {
    await mkdir(at('logs'));
    await symlink(at('config.json'), at('logs', 'api_access.log'));
    const before = await readFile(at('config.json')).catch(() => Buffer.alloc(0));
    const lines = createTextLog({
      file: at('logs', 'api_access.log'),
      maxBytes: () => 1_000,
      keepFiles: () => 1,
      warn: (message) => warnings.push(message),
    });
    lines.write('x');
    await lines.flush();
    expect(await readFile(at('config.json')).catch(() => Buffer.alloc(0))).toEqual(before);
    expect(warnings).toHaveLength(1);
  });

  test('F-29: ten thousand lines at once neither wait nor fill the disk: it rotates by size', async () => {
    const lines = createTextLog({
      file: at('flood.log'),
      maxBytes: () => 100_000,
      keepFiles: () => 2,
      warn: () => {},
    });
    const startedMs = performance.now();
    for (let turn = 0; turn < 10; turn++) {
      for (let n = 0; n < 10_000; n++) lines.write(`${turn} error ${n}`.padEnd(60));
      await lines.flush();
    }
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    const names = (await readdir(dataDir)).filter((name) => name.startsWith('flood'));
    expect(names.sort()).toEqual(['flood.log', 'flood.log.1', 'flood.log.2']);
  });
});

describe('S000-41: the size of the record', () => {
  test('is 10 MB and five older files unless told', () => {
    const { auditMaxBytes, auditKeepFiles } = config.current.settings;
    expect([auditMaxBytes, auditKeepFiles]).toEqual([10_485_760, 5]);
  });

  test('a change of it holds at once, and what is too much goes at once', async () => {
    const files = async () =>
      (await readdir(at('audit'))).filter((name) => name.endsWith('.jsonl')).length;
    await set({ auditMaxBytes: 65_536, auditKeepFiles: 3 });
    for (let n = 0; n < 800; n++) audit.append(auditDraft());
    await audit.verify();
    for (let n = 0; n < 800; n++) audit.append(auditDraft());
    await audit.verify();
    expect(await files()).toBe(4);
    await set({ auditKeepFiles: 1 });
    await vi.waitFor(async () => expect(await files()).toBe(2), 20_000);
    expect(await audit.verify()).toMatchObject({ intact: true });
  });
});

describe('the record as a file', () => {
  const exported = async (format: ExportFormat, range = {}) => {
    const now = () => new Date('2026-11-21T12:00:00Z');
    const done = await exportAudit({ dataDir, audit, now }, { format, ...range });
    const text = await readFile(at('exports', done.name), 'utf8');
    expect(done.bytes).toBe(Buffer.byteLength(text));
    return { ...done, lines: text.trimEnd().split(/\r?\n/) };
  };

  test('X10: in each form, oldest first, and the same lines as the three golden forms', async () => {
    await record(...all);
    const jsonl = await exported('jsonl');
    expect(jsonl).toMatchObject({ rows: 4, name: 'latchkey-jsonl-2026-11-21T12-00-00-000.jsonl' });
    expect(jsonl.lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([
      1, 2, 3, 4,
    ]);
    expect((await exported('classic')).lines[3]).toMatch(
      / \| ERROR \| ERROR \| .* \| Status: 504 \| Code: UPSTREAM_TIMEOUT$/,
    );
    expect((await exported('access')).lines[1]).toMatch(/ \| - \| POST .* \| 401$/);
    const csv = await exported('csv');
    expect(csv.lines[0]).toMatch(/^seq,at,event,/);
    expect(csv.lines).toHaveLength(5);
  });

  test('T-10, P-68: what a caller put into a name or path is neither formula nor second row', async () => {
    await record(auditDraft({ userAgent: '=cmd()', path: '/a\r\n@b', keyName: '+1,"x"' }));
    const { lines } = await exported('csv');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`,'=cmd(),`);
    expect(lines[1]).toContain(`,"'+1,""x""",`);
  });

  test('only what lies between two times', async () => {
    await record(...[1, 2, 3].map((atMs) => auditDraft({ atMs })));
    expect((await exported('jsonl', { fromMs: 2, toMs: 3 })).rows).toBe(1);
    expect((await exported('csv', { fromMs: 10 })).lines).toHaveLength(1);
  });
});

test('S004-26: the calls of a key in the last sixty seconds are counted, refused ones are not', () => {
  let nowMs = 1_000_000;
  const minute = createLastMinute(() => nowMs);
  const entry = (change = {}) => ({ ...auditDraft(change), seq: 1, at: '' });
  for (let n = 0; n < 7; n++) minute.see(entry());
  minute.see(entry({ status: 429, code: 'LIMIT_REACHED' }));
  minute.see(entry({ event: 'ERROR', status: 502, code: 'UPSTREAM_DOWN' }));
  minute.see(entry({ event: 'UNAUTHORIZED', status: 403, code: 'KEY_PAUSED' }));
  expect(minute.of('abcdefghij')).toBe(8);
  expect(minute.of('another')).toBe(0);
  nowMs += 30_000;
  minute.see(entry());
  nowMs += 29_000;
  expect(minute.of('abcdefghij')).toBe(9);
  nowMs += 1_000;
  expect(minute.of('abcdefghij')).toBe(1);
  nowMs += 600_000;
  expect(minute.of('abcdefghij')).toBe(0);
});
