// Which formats this computer can make. electron-builder fetches most of its tools from GitHub and tries for minutes
// where that does not answer; so what is needed is looked at before.
import { inProject } from './project.mjs';
import { findCommand } from './system-packages.mjs';

const SYSTEMS = {
  linux: { flag: '--linux', formats: ['AppImage', 'deb', 'tar.gz'] },
  win32: { flag: '--win', formats: ['nsis'] },
  darwin: { flag: '--mac', formats: ['dmg', 'zip'] },
};
const ELSEWHERE = {
  linux: 'Linux (AppImage, deb, tar.gz): run this on Linux.',
  win32: 'Windows (installer): run this on Windows.',
  darwin: 'macOS (dmg): run this on a Mac.',
};

/**
 * The formats of this system: `flag` for electron-builder, `possible` names, `env` with the tools that were found, and
 * `impossible` as sentences. Where GitHub answers, everything is possible.
 */
export function formatsHere(hasGitHub) {
  const { flag, formats } = SYSTEMS[process.platform] ?? SYSTEMS.linux;
  const ways = formats.map((format) => ({ format, ...wayTo(format, hasGitHub) }));
  return {
    flag,
    possible: ways.filter(({ why }) => !why).map(({ format }) => format),
    impossible: ways.filter(({ why }) => why).map(({ format, why }) => `${format}: ${why}`),
    env: Object.assign({}, ...ways.map(({ env }) => env)),
  };
}

/** The same for Windows on another system: what needs no program of Windows itself. */
export function formatsForWindows() {
  const zip = withSevenZip();
  return {
    flag: SYSTEMS.win32.flag,
    possible: zip.why ? ['dir'] : ['dir', 'zip'],
    impossible: zip.why ? [`zip: ${zip.why}`] : [],
    env: zip.env ?? {},
  };
}

/** What only another system can make, as sentences. */
export const formatsElsewhere = () =>
  Object.keys(ELSEWHERE)
    .filter((platform) => platform !== process.platform)
    .map((platform) => ELSEWHERE[platform]);

function wayTo(format, hasGitHub) {
  const dpkg = format === 'deb' && findCommand('dpkg-deb');
  // Also where fpm could be fetched: what is tried out here is then what is released.
  if (dpkg) return { env: { CUSTOM_FPM_PATH: inProject('scripts/pack-deb.mjs') } };
  if (hasGitHub) return {};
  if (format === 'deb') return { why: `needs dpkg-deb, or fpm from ${NO_GITHUB}` };
  if (format === 'AppImage' && process.env.APPIMAGE_TOOLS_PATH) return {};
  if (format === 'tar.gz') return withSevenZip();
  return { why: `its tools come from ${NO_GITHUB}` };
}

function withSevenZip() {
  const found = process.env.ELECTRON_BUILDER_7ZIP_PATH ?? findCommand('7zz') ?? findCommand('7za');
  if (found) return { env: { ELECTRON_BUILDER_7ZIP_PATH: found } };
  return { why: `needs Debian's package 7zip, or its tool from ${NO_GITHUB}` };
}

const NO_GITHUB = 'github.com, which does not answer.';
