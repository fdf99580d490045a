// Builds the bundles, and knows whether they still belong to the sources.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './child-process.mjs';
import { inProject, PlainFailure, say } from './project.mjs';

const SOURCES = ['main', 'renderer', 'gateway', 'shared', 'resources/presets', 'resources/icons'];
const SETTINGS = ['vite.config.ts', 'svelte.config.js', 'tsconfig.base.json', 'package-lock.json'];
const PRODUCTS = [
  'out/main/index.js',
  'out/gateway/headless.js',
  'out/gateway/cli.js',
  'out/renderer/index.html',
  'out/phone/phone.html',
];
const stamp = inProject('out/.built-from');

/** After this, out/ holds bundles of the sources as they are now; nothing is done when it already did. */
export async function ensureBuild() {
  if (isCurrent()) return;
  say('Building ...');
  if ((await build()) === 0) return;
  throw new PlainFailure('The build failed; the message above names the file.');
}

/** Builds always; resolves to the exit code. */
export async function build() {
  const before = fingerprint();
  rmSync(stamp, { force: true });
  const vite = inProject('node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--app', '--logLevel', 'warn'];
  const { code } = await run(process.execPath, args, { minutes: 5 });
  if (code === 0) writeFileSync(stamp, before); // a file edited during the build must cause another one
  return code;
}

function isCurrent() {
  if (!existsSync(stamp) || !PRODUCTS.every((file) => existsSync(inProject(file)))) return false;
  return readFileSync(stamp, 'utf8') === fingerprint();
}

function fingerprint() {
  const hash = createHash('sha256');
  const files = [
    ...SOURCES.flatMap((folder) => filesIn(inProject(folder))),
    ...SETTINGS.map((f) => inProject(f)),
  ];
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(full);
      return entry.name.endsWith('.tsbuildinfo') ? [] : [full];
    })
    .sort();
}
