// Whether Electron can open a window on this computer, and with which switches.
import { statSync } from 'node:fs';
import path from 'node:path';
import { probe } from './child-process.mjs';

/** The first line of what the system says when Electron's libraries are missing; undefined when it starts. */
export function whyElectronFails(exe) {
  const result = probe(exe, ['-e', '0'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  if (result.code === 0) return undefined;
  return result.err.trim().split('\n')[0] || `Electron ended with ${result.code}`;
}

/**
 * `--no-sandbox` where Chromium could not start otherwise, nothing elsewhere.
 * The window shows only pages that come with the program, so what is lost is the second wall, not the first.
 */
export function sandboxSwitches(exe) {
  if (process.platform !== 'linux') return [];
  if (process.getuid() === 0) return ['--no-sandbox'];
  const works = hasSetuidHelper(exe) || probe('unshare', ['-Ur', 'true']).code === 0;
  return works ? [] : ['--no-sandbox'];
}

function hasSetuidHelper(exe) {
  const helper = statSync(path.join(path.dirname(exe), 'chrome-sandbox'), {
    throwIfNoEntry: false,
  });
  return helper?.uid === 0 && (helper.mode & 0o4000) !== 0;
}
