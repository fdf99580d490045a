import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '#shared/contract/operations/records';
import { renderAccess, renderClassic } from '../../gateway/audit/renderers';
import { blankDraft } from '../../gateway/audit/blank-draft';
import { COMMANDS } from '../../gateway/cli/command-table';
import { BoundedTable } from '../../gateway/cli/logs/bounded-table';
import { runCli } from '../../gateway/cli/run-cli';

let folder: string;
const zone = process.env['TZ'];
beforeAll(async () => {
  process.env['TZ'] = 'Europe/Berlin';
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-logs-'));
});
afterAll(async () => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  await rm(folder, { recursive: true, force: true });
});

const NOW = new Date('2026-11-21T12:00:00Z');

/** Runs the command in this process, with a clock that stands still and no colours. */
async function latchkey(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    terminal: {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      isInteractive: false,
      showsProgress: false,
      hasColor: false,
      hasUnicode: false,
      width: 80,
    },
    env: {},
    commands: COMMANDS,
    version: '0',
    now: () => NOW,
  });
  return { code, out, err };
}
const analyze = (...args: string[]) => latchkey('logs', 'analyze', ...args);

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

let seq = 0;
const entry = (at: string, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  ...blankDraft,
  seq: ++seq,
  at: `2026-11-${at}.000Z`,
  event: 'AUTHORIZED',
  requestId: 'r',
  method: 'POST',
  path: '/chat/api/generate',
  status: 200,
  ip: '192.168.1.20',
  keyId: 'adaKey0001',
  keyName: 'Phone',
  person: 'Ada',
  serviceId: '1',
  serviceName: 'chat',
  ...fields,
});
const stranger: Partial<AuditEntry> = {
  event: 'UNAUTHORIZED',
  status: 401,
  ip: '10.0.0.66',
  keyId: null,
  keyName: null,
  person: null,
  serviceId: null,
  serviceName: null,
};
const guesses = Array.from({ length: 12 }, (_, second) =>
  entry(`21T09:00:${String(second).padStart(2, '0')}`, stranger),
);
const DAY: readonly AuditEntry[] = [
  entry('19T10:00:00'),
  entry('20T10:00:00'),
  entry('21T08:00:00'),
  entry('21T08:30:00', { path: '/v1/chat/completions', ip: '192.168.1.21' }),
  entry('21T08:40:00', {
    keyId: 'bobKey0001',
    keyName: 'Laptop',
    person: null,
    path: '/tts/api/speak',
    serviceName: 'speech',
  }),
  ...guesses,
  entry('21T10:00:00', { event: 'ERROR', status: 504, code: 'UPSTREAM_TIMEOUT' }),
  entry('21T10:30:00', {
    ...stranger,
    event: 'PUBLIC',
    status: 200,
    method: 'GET',
    path: '/health',
    ip: '127.0.0.1',
  }),
  entry('21T11:00:00', { event: 'ADMIN', status: 0, path: '/admin/v1/keys.create' }),
  entry('21T11:00:01', { event: 'ADMIN', status: 200, path: '/admin/v1/keys.create' }),
];
const forms: Record<string, (entry: AuditEntry) => string> = {
  audit: (each) => JSON.stringify(each),
  classic: renderClassic,
  access: renderAccess,
};

describe('a report for people', () => {
  test.each(Object.entries(forms))(
    'S000-42 S000-43 S000-47 S000-50 S002-14: the %s form of one day reads as in the example',
    async (form, render) => {
      const file = await fileOf(`${form}.log`, DAY.map(render));
      const { code, out } = await analyze(
        '--log-file',
        file,
        '--hours',
        '24',
        '--users',
        '--suspicious',
      );
      expect(code).toBe(0);
      await expect(out.replaceAll(folder, '<folder>')).toMatchFileSnapshot(
        `golden/logs-${form}.txt`,
      );
    },
  );

  test('S000-44 S000-48: guessing is named with its source, and only when it is asked for', async () => {
    const file = await fileOf('guess.log', DAY.map(renderClassic));
    const asked = await analyze('--log-file', file, '--suspicious');
    expect(asked.out).toContain('10.0.0.66: 12 refused attempts\n');
    expect(asked.out).toContain('10.0.0.66: 10 or more refused attempts within a minute');
    const higher = await analyze(
      '--log-file',
      file,
      '--suspicious',
      '--failed',
      '13',
      '--burst',
      '13',
    );
    expect(higher.out).toContain('Nothing suspicious.');
    expect((await analyze('--log-file', file)).out).not.toContain('refused attempts');
  });

  test('S000-48: a busy minute, a key that wanders, and a night that is not its habit are named', async () => {
    const busy = Array.from({ length: 150 }, () =>
      entry('21T08:00:30', { keyId: 'busyKey001', person: 'Bee' }),
    );
    const wanders = Array.from({ length: 6 }, (_, at) =>
      entry('21T08:00:00', { keyId: 'wander0001', person: 'Wim', ip: `10.1.0.${at}` }),
    );
    const days = ['16', '17', '18', '19'].map((day) =>
      entry(`${day}T10:00:00`, { keyId: 'nightKey01', person: 'Nia' }),
    );
    const night = entry('21T01:30:00', { keyId: 'nightKey01', person: 'Nia' });
    const owl = ['16', '17', '18', '21'].map((day) =>
      entry(`${day}T01:30:00`, { keyId: 'owlKey0001', person: 'Owl' }),
    );
    const lines = [...busy, ...wanders, ...days, night, ...owl].map((each) => JSON.stringify(each));
    const { out } = await analyze('--log-file', await fileOf('odd.log', lines), '--suspicious');
    expect(out).toContain('Bee (busyKey001): 150 calls within one minute');
    expect(out).toContain('Wim (wander0001): used from 6 different addresses');
    expect(out).toContain('Nia (nightKey01): used at night');
    expect(out).not.toContain('Owl (owlKey0001): ');
  });
});

test('S000-45 S000-49: the pattern of a user has its hours, services, addresses, first and last call', async () => {
  const file = await fileOf(
    'users.log',
    DAY.map((each) => JSON.stringify(each)),
  );
  const { out } = await analyze('--log-file', file, '--hours', 'all', '--json');
  const report: unknown = JSON.parse(out);
  const hours = new Array<number>(24).fill(0);
  [hours[9], hours[11], hours[12]] = [2, 3, 1];
  expect(report).toMatchObject({
    activity: [
      {
        user: 'Ada',
        calls: 6,
        failed: 1,
        hours,
        first: '2026-11-19T10:00:00.000Z',
        last: '2026-11-21T11:00:01.000Z',
        services: [{ name: 'chat', count: 6 }],
        addresses: ['192.168.1.20', '192.168.1.21'],
      },
      { user: 'Laptop', calls: 1 },
    ],
  });
});

test('S000-46: a report is written as JSON into a file that only its owner can read', async () => {
  const file = await fileOf('json.log', DAY.map(renderAccess));
  const output = path.join(folder, 'report.json');
  await writeFile(output, 'old', { mode: 0o644 });
  const { code, out } = await analyze('--log-file', file, '--json', '--output', output);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({
    forms: { access: DAY.length },
  });
  expect((await stat(output)).mode & 0o777).toBe(0o600);

  const link = path.join(folder, 'link.json');
  await symlink(output, link);
  expect(await analyze('--log-file', file, '--json', '--output', link)).toMatchObject({ code: 2 });
});

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
    const whole = path.join(folder, 'whole.log.gz');
    const cut = path.join(folder, 'cut.log.gz');
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
  const audit = path.join(folder, 'data', 'audit');
  await mkdir(audit, { recursive: true });
  const line = (at: string) => `${JSON.stringify(entry(at))}\n`;
  await writeFile(path.join(audit, 'audit.jsonl'), line('21T11:00:00'));
  await writeFile(path.join(audit, 'audit.1.jsonl'), line('21T10:00:00'));
  await writeFile(path.join(audit, 'audit.10.jsonl.gz'), gzipSync(line('21T09:00:00')));
  await writeFile(path.join(audit, 'audit-head.json'), '{}');
  const { out } = await analyze('--data-dir', path.join(folder, 'data'), '--json');
  const files = ['audit.10.jsonl.gz', 'audit.1.jsonl', 'audit.jsonl'];
  expect(JSON.parse(out)).toMatchObject({
    files: files.map((name) => path.join(audit, name)),
    lines: 3,
  });
  const none = await analyze('--data-dir', path.join(folder, 'nothing'));
  expect(none).toMatchObject({ code: 2, out: '' });
  expect(none.err).toContain('There is no record in');
});
