import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCatalogue } from '#shared/contract/errors';
import { renderAccess, renderClassic } from '../../gateway/audit/renderers';
import { defaultSettings } from '../../gateway/storage/empty-config';
import { createFailedTries } from '../../gateway/threats/failed-tries';
import { DAY, entry, forms } from '../support/log-lines';
import { analyze, useLogFolder } from '../support/typed-logs';

const logs = useLogFolder();
const { fileOf } = logs;

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
      await expect(out.replaceAll(logs.folder, '<folder>')).toMatchFileSnapshot(
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

  test('S000-48: what a failed attempt is, is the same here and in the alerts of the window', async () => {
    for (const code of Object.keys(errorCatalogue)) {
      const refused = { event: 'UNAUTHORIZED', status: 401, keyId: null, code } as const;
      const lines = Array.from({ length: 20 }, (_, n) => entry(`21T08:00:${10 + n}`, refused));
      const detect = createFailedTries(() => defaultSettings().alerts);
      const alerts = lines.map((line) => detect({ ...line, atMs: Date.parse(line.at) }));
      const texts = lines.map((line) => JSON.stringify(line));
      const { out } = await analyze('--log-file', await fileOf('code.log', texts), '--suspicious');
      const isTold = alerts.some((alert) => alert !== undefined);
      expect(out.includes('refused attempts'), code).toBe(isTold);
    }
  });

  test('the lines that are read add up: a change that is only announced is named, not lost', async () => {
    const change = { event: 'ADMIN', keyId: null, operation: 'keys.create' } as const;
    const lines = [
      entry('21T08:00:00', {}),
      entry('21T08:01:00', { ...change, status: 0 }),
      entry('21T08:01:00', { ...change, status: 200 }),
    ];
    const file = await fileOf(
      'changes.log',
      lines.map((line) => JSON.stringify(line)),
    );
    const { out } = await analyze('--log-file', file);
    expect(out).toContain('Lines: 3 (3 audit)');
    expect(out).toContain('Changes announced: 1 (counted by the line of their end)');
    const { events, announced } = JSON.parse((await analyze('--log-file', file, '--json')).out) as {
      events: Record<string, number>;
      announced: number;
    };
    const counted = Object.values(events).reduce((sum, count) => sum + count, 0);
    expect(counted + announced).toBe(3);
  });

  test('S000-48: refusals that the record counted together are as many, and one /64 is one source', async () => {
    const wrong = { event: 'UNAUTHORIZED', status: 401, keyId: null, code: 'KEY_INVALID' } as const;
    const lines = [
      { ...entry('21T08:01:00', { ...wrong, ip: '10.0.0.7' }), change: { more: 400 } },
      ...[1, 2, 3, 4, 5].map((n) => entry('21T08:00:00', { ...wrong, ip: `fd00:0:0:1::${n}` })),
    ];
    const file = await fileOf(
      'many.log',
      lines.map((line) => JSON.stringify(line)),
    );
    const { out } = await analyze('--log-file', file, '--suspicious');
    expect(out).toContain('10.0.0.7: 400 refused attempts');
    expect(out).toContain('10.0.0.7: 10 or more refused attempts within a minute');
    expect(out).toContain('fd00:0:0:1::/64: 5 refused attempts');
    expect(out).toContain('latchkey audit threats');
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
  const output = path.join(logs.folder, 'report.json');
  await writeFile(output, 'old', { mode: 0o644 });
  const { code, out } = await analyze('--log-file', file, '--json', '--output', output);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({
    forms: { access: DAY.length },
  });
  expect((await stat(output)).mode & 0o777).toBe(0o600);

  const link = path.join(logs.folder, 'link.json');
  await symlink(output, link);
  expect(await analyze('--log-file', file, '--json', '--output', link)).toMatchObject({ code: 2 });
});
