import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = path.resolve(import.meta.dirname, '../../scripts/pack-deb.mjs');
const hasDpkg = spawnSync('dpkg-deb', ['--version']).status === 0;

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(path.join(tmpdir(), 'latchkey-deb-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Calls it as electron-builder calls fpm. */
async function pack(...more: string[]) {
  await mkdir(path.join(dir, 'program/locales'), { recursive: true });
  await writeFile(path.join(dir, 'program/latchkey'), 'program');
  await chmod(path.join(dir, 'program/latchkey'), 0o700);
  await writeFile(path.join(dir, 'program/locales/de.pak'), 'words', { mode: 0o600 });
  await writeFile(path.join(dir, 'icon.png'), 'icon');
  await writeFile(path.join(dir, 'install'), '#!/bin/sh\n');
  const deb = path.join(dir, 'latchkey.deb');
  const about = ['--name', 'latchkey', '--version', '1.0.0~beta', '--architecture', 'amd64'];
  const who = ['--maintainer', 'Us <us@example.org>', '--description', 'A lock\n  Two\n\n lines'];
  const needs = [
    '-d',
    'libgtk-3-0 | libgtk-3-0t64',
    '-d',
    'libnss3',
    '--deb-recommends',
    'keyring',
  ];
  const from = [`${dir}/program/=/opt/Latchkey`, `${dir}/icon.png=/usr/share/icons/latchkey.png`];
  const args = ['-s', 'dir', '--force', '-t', 'deb', ...needs, '--deb-compression', 'gz', ...about];
  const install = ['--after-install', path.join(dir, 'install'), '--package', deb];
  const run = spawnSync(process.execPath, [script, ...args, ...who, ...install, ...more, ...from], {
    encoding: 'utf8',
  });
  return { deb, ...run };
}

const ask = (...args: string[]) => execFileSync('dpkg-deb', args, { encoding: 'utf8' });

test.skipIf(!hasDpkg)('the .deb has everything in its place, readable for everybody', async () => {
  const { deb, status, stderr } = await pack();
  expect(status, stderr).toBe(0);
  const listed = ask('-c', deb).split('\n');
  const line = (name: string) => listed.find((one) => one.endsWith(` ${name}`));
  expect(line('./opt/Latchkey/latchkey')).toMatch(/^-rwxr-xr-x root\/root/);
  expect(line('./opt/Latchkey/locales/de.pak')).toMatch(/^-rw-r--r-- root\/root/);
  expect(line('./usr/share/icons/latchkey.png')).toBeDefined();
  expect(ask('-f', deb)).toBe(
    [
      'Package: latchkey',
      'Version: 1.0.0~beta',
      'Architecture: amd64',
      'Maintainer: Us <us@example.org>',
      'Installed-Size: 3',
      'Depends: libgtk-3-0 | libgtk-3-0t64, libnss3',
      'Recommends: keyring',
      'Description: A lock',
      ' Two',
      ' .',
      ' lines',
      '',
    ].join('\n'),
  );
  ask('-e', deb, path.join(dir, 'control'));
  expect(await readFile(path.join(dir, 'control/postinst'), 'utf8')).toBe('#!/bin/sh\n');
  expect(await readFile(path.join(dir, 'control/md5sums'), 'utf8')).toContain(
    `${'a9c449d4fa44e9e5a41c574ae55ce4d9'}  opt/Latchkey/latchkey\n`,
  );
});

test('an argument that it does not know is refused rather than lost', async () => {
  const { status, stderr } = await pack('--deb-suggests', 'something');
  expect(status).toBe(1);
  expect(stderr).toContain('--deb-suggests');
});
