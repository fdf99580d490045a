import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const settings = path.resolve(import.meta.dirname, '../../electron-builder.yml');
const ADD_ONS = [
  'linux-x64',
  'linux-arm64',
  'win32-x64',
  'win32-arm64',
  'darwin-x64',
  'darwin-arm64',
];
/** What electron-builder puts in: `os` is the system packed for, `platform` the one that packs. */
interface Packing {
  readonly os: 'linux' | 'win' | 'mac';
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** The keychain's add-ons that the program of such a packing has. */
function addOnsOf(packing: Packing): string[] {
  const rule = /'!(node_modules\/keytar\/prebuilds\/.+)'/.exec(readFileSync(settings, 'utf8'))?.[1];
  const left = rule?.replaceAll(
    /\$\{(os|platform|arch)\}/g,
    (_, name: keyof Packing) => packing[name],
  );
  if (left === undefined) throw new Error('No rule says which add-ons are left out.');
  return ADD_ONS.filter(
    (name) => !path.matchesGlob(`node_modules/keytar/prebuilds/${name}/keytar.node`, left),
  );
}

test.each([
  ['linux', 'linux', 'x64', ['linux-x64']],
  ['linux', 'linux', 'arm64', ['linux-arm64']],
  ['win', 'win32', 'x64', ['win32-x64']],
  ['mac', 'darwin', 'arm64', ['darwin-arm64']],
  // The program of another system must find its own keychain; an add-on too many does no harm.
  ['win', 'linux', 'x64', ['linux-x64', 'win32-x64']],
] as const)('a program for %s that is packed on %s (%s) has %j', (os, platform, arch, kept) => {
  expect(addOnsOf({ os, platform, arch })).toEqual(kept);
});
