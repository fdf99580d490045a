import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { defaultDataDir } from '../../storage/default-data-dir';
import { usageError } from '../exit-code';

const NAME = /^audit(?:\.(\d{1,4}))?\.jsonl(?:\.gz)?$/;

/** Where the app keeps its data: Electron's usual place, under the name of a packed and of an unpacked app. */
function desktopDataDirs(env: NodeJS.ProcessEnv): string[] {
  const home = homedir();
  const base =
    process.platform === 'darwin'
      ? path.join(home, 'Library', 'Application Support')
      : process.platform === 'win32'
        ? (env['APPDATA'] ?? home)
        : env['XDG_CONFIG_HOME'] || path.join(home, '.config');
  return ['latchkey', 'Latchkey'].map((name) => path.join(base, name, 'gateway'));
}

const ageOf = (name: string): number => Number(NAME.exec(name)?.[1] ?? 0);

/** The files of the record in a data folder, oldest first; none when there is no record. */
async function recordIn(dataDir: string): Promise<string[]> {
  const folder = path.join(dataDir, 'audit');
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => NAME.test(name))
    .sort((a, b) => ageOf(b) - ageOf(a))
    .map((name) => path.join(folder, name));
}

const changedMs = async (file: string | undefined): Promise<number> =>
  file === undefined ? 0 : (await stat(file)).mtimeMs;

/** The record of the folder that was named, else of the usual folder that was used last. Throws a usage error for none. */
export async function findRecord(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const folders = named === undefined ? [defaultDataDir(), ...desktopDataDirs(env)] : [named];
  let newest: { files: string[]; ms: number } = { files: [], ms: -1 };
  for (const folder of folders) {
    const files = await recordIn(folder);
    const ms = await changedMs(files.at(-1));
    if (files.length > 0 && ms > newest.ms) newest = { files, ms };
  }
  if (newest.files.length > 0) return newest.files;
  throw usageError(
    `There is no record in ${folders.join(' or ')}. Name a file with --log-file, or the folder with --data-dir.`,
  );
}
