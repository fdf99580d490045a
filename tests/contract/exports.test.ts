import { mkdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toCsvRow } from '#shared/domain/csv';
import { openExport, sweepExports } from '../../gateway/storage/export-files';
import { askAdmin } from '../support/admin-ask';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';

let world: AdminWorld;
beforeEach(async () => {
  world = await startAdminWorld();
});
afterEach(() => world.close());

const at = (name: string) => path.join(world.dataDir, 'exports', name);
const get = (place: string, more: object = {}) =>
  askAdmin(world, `/admin/v1/exports/${place}`, { method: 'GET', headers: [], ...more });

async function exportOf(text: string, name = 'audit-1.csv') {
  const file = await openExport(world.dataDir, name);
  await file.write(text.slice(0, 3));
  await file.write(Buffer.from(text.slice(3)));
  return file.close();
}

test('an export is private, whole, and a download for the owner only', async () => {
  expect(await exportOf('a,b\r\n')).toEqual({ name: 'audit-1.csv', bytes: 5 });
  if (process.platform !== 'win32') {
    expect((await stat(at('audit-1.csv'))).mode & 0o777).toBe(0o600);
  }
  const answer = await get('audit-1.csv');
  expect(answer).toMatchObject({
    status: 200,
    text: 'a,b\r\n',
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="audit-1.csv"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
  expect((await get('audit-1.csv', { bearer: undefined })).status).toBe(401);
  expect((await get('audit-1.csv', { bearer: 'wrong' })).status).toBe(401);
  expect((await get('audit-1.csv', { headers: ['Origin: http://evil.example'] })).status).toBe(403);
  expect((await askAdmin(world, '/admin/v1/exports/audit-1.csv')).status).toBe(405);
});

test.each([
  '../config.json',
  '..%2fconfig.json',
  '%2e%2e/config.json',
  'a/../audit-1.csv',
  '.hidden.csv',
  'audit-1.csv/',
  'audit-1.csv%00',
  'link.csv',
  'folder.csv',
  'nothing.csv',
  '',
])('I-12: %j is no export and says nothing of the disk', async (place) => {
  await exportOf('secret');
  await symlink(path.join(world.dataDir, 'config.json'), at('link.csv'));
  await mkdir(at('folder.csv'));
  const answer = await get(place);
  expect([400, 404, 405]).toContain(answer.status);
  expect(answer.text).not.toContain('secret');
});

test('a name that is a path is refused before anything is written', async () => {
  for (const name of ['../x.csv', '/etc/x.csv', 'a.part', '', 'x']) {
    await expect(openExport(world.dataDir, name)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  }
});

test('an export is gone after 24 hours, a half-written one too', async () => {
  await exportOf('old');
  await writeFile(at('0011.part'), 'half');
  const now = Date.now();
  await exportOf('new', 'audit-2.csv');
  await utimes(at('audit-1.csv'), new Date(now - 90_000_000), new Date(now - 90_000_000));
  await utimes(at('0011.part'), new Date(now - 90_000_000), new Date(now - 90_000_000));
  await sweepExports(world.dataDir, now);
  expect((await get('audit-1.csv')).status).toBe(404);
  expect((await get('audit-2.csv')).status).toBe(200);
  await expect(stat(at('0011.part'))).rejects.toThrow();
});

test('T-10: a cell that a spreadsheet would run is text, and no text leaves its cell', () => {
  const cells = ['=cmd()', '+1', '-1', '@x', '\tx', '\rx', 'a,b', 'a"b', 'a\nb', 'plain', -5, null];
  expect(toCsvRow(cells)).toBe(`'=cmd(),'+1,'-1,'@x,'\tx,"'\rx","a,b","a""b","a\nb",plain,-5,\r\n`);
});
