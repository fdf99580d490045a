// What Debian and Ubuntu must provide. Decided by looking for the thing itself, not for a package's name:
// the same library may have come another way.
import { existsSync } from 'node:fs';
import { probe, run } from './child-process.mjs';
import { say } from './project.mjs';

const library = (name, soname) => ({ name, isThere: () => loadableLibraries().includes(soname) });
const program = (name, ...commands) => ({ name, isThere: () => commands.some(findCommand) });
const pythonModule = (name, module) => ({
  name,
  isThere: () => probe('/usr/bin/python3', ['-c', `import ${module}`]).code === 0,
});

/** For a window: what Electron loads. */
export const WINDOW_PACKAGES = [
  library('libgtk-3-0', 'libgtk-3.so.0'),
  library('libnss3', 'libnss3.so'),
  library('libasound2', 'libasound.so.2'),
  library('libgbm1', 'libgbm.so.1'),
  library('libatk-bridge2.0-0', 'libatk-bridge-2.0.so.0'),
  library('libcups2', 'libcups.so.2'),
  library('libxkbcommon0', 'libxkbcommon.so.0'),
  library('libxcomposite1', 'libXcomposite.so.1'),
  library('libxdamage1', 'libXdamage.so.1'),
  library('libxrandr2', 'libXrandr.so.2'),
  library('libsecret-1-0', 'libsecret-1.so.0'),
];

/** For `npm test` besides: a screen, a keyring, two browsers, and readers for QR codes and the tray. */
export const TEST_PACKAGES = [
  program('xvfb', 'Xvfb'),
  program('xauth', 'xauth'),
  program('dbus', 'dbus-run-session'),
  program('gnome-keyring', 'gnome-keyring-daemon'),
  { name: 'fonts-dejavu-core', isThere: () => existsSync('/usr/share/fonts/truetype/dejavu') },
  { name: 'chromium', isThere: () => findChromium() !== undefined },
  program('webkit2gtk-driver', 'WebKitWebDriver'),
  pythonModule('python3-dbus', 'dbus'),
  pythonModule('python3-gi', 'gi'),
  pythonModule('python3-jeepney', 'jeepney'),
  program('zbar-tools', 'zbarimg'),
  program('iproute2', 'ip'),
];

/** Installs what is missing when we may; otherwise says which line would. Resolves to the names still missing. */
export async function ensureSystemPackages(packages) {
  if (process.platform !== 'linux') return [];
  const missing = packages.filter((wanted) => !wanted.isThere());
  if (missing.length === 0) return [];
  const names = missing.map((wanted) => wanted.name);
  if (!findCommand('apt-get') || process.getuid() !== 0) {
    say(`Missing on this system: ${names.join(' ')}\n  To install: ${installLine(missing)}`);
    return names;
  }
  say(`Installing system packages: ${names.join(' ')} ...`);
  await install(missing);
  const left = packages.filter((wanted) => !wanted.isThere()).map((wanted) => wanted.name);
  if (left.length > 0) say(`Still missing: ${left.join(' ')}`);
  return left;
}

/** Path of a Chromium or Chrome to drive, or undefined. Ubuntu's `chromium` is a stub for a snap and cannot be driven. */
export function findChromium() {
  const named = process.env.LATCHKEY_CHROMIUM;
  if (named) return named;
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
  return names.map(findCommand).find((found) => found && !isSnapStub(found));
}

/** Full path of a command, or undefined. */
export function findCommand(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => `${folder}/${name}`).find((file) => existsSync(file));
}

async function install(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, minutes: 15 });
  const get = (names) => apt('install', '-y', '--no-install-recommends', ...names);
  await apt('update');
  const names = missing.map(nameHere);
  if ((await get(names)).code === 0) return;
  for (const name of names) await get([name]); // one name unknown here must not keep the others away
}

const installLine = (missing) =>
  `sudo apt-get install -y --no-install-recommends ${missing.map(nameHere).join(' ')}`;

/** Newer releases carry some libraries under a second name, after the change to 64-bit time. */
function nameHere({ name }) {
  return probe('apt-cache', ['show', `${name}t64`]).code === 0 ? `${name}t64` : name;
}

const isSnapStub = (file) => probe('grep', ['-qs', 'snap', file]).code === 0;

function loadableLibraries() {
  return probe('/sbin/ldconfig', ['-p']).out;
}
