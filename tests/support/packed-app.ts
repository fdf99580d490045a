import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';

const exec = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');

/** By the names that electron-builder.yml has for them. */
const FUSES = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
};

/** Packs the program as tests can drive it, into a folder of its own; resolves to its executable. */
export async function packForTests(into: string): Promise<string> {
  const pack = path.join(root, 'scripts/pack.mjs');
  const args = [pack, '--dir', '--development', `-c.directories.output=${into}`];
  await exec(process.execPath, args, { cwd: root, timeout: 180_000 });
  return path.join(into, 'linux-unpacked/latchkey');
}

/** What the program's archive consists of: the folders and files at its top, and the packages in it. */
export function listArchive(executable: string): { top: string[]; packages: string[] } {
  const archive = path.join(path.dirname(executable), 'resources/app.asar');
  const files = listPackage(archive, { isPack: false }).map((file) => file.split('/').slice(1));
  const below = (folder: string) =>
    files.flatMap(([first, second]) => (first === folder && second ? [second] : []));
  const names = (all: string[]) => [...new Set(all)].sort();
  return { top: names(files.map(([first = '']) => first)), packages: names(below('node_modules')) };
}

/** What is burnt into a program: true for a fuse that is on. */
export async function readFuses(executable: string): Promise<Record<string, boolean>> {
  const wire = await getCurrentFuseWire(executable);
  const entries = Object.entries(FUSES);
  return Object.fromEntries(entries.map(([name, at]) => [name, wire[at] === FuseState.ENABLE]));
}

/** The last step from a program for tests to one that is handed out. */
export const closeInspectFuse = (executable: string): Promise<number> =>
  flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
  });

/** Loopback and other ports on which this process or one that it started listens. */
export async function listeningPorts(pid: number): Promise<number[]> {
  const { stdout } = await exec('ss', ['-ltnpH']);
  const family = await familyOf(pid);
  const ports = stdout.split('\n').flatMap((line) => {
    const owner = Number(/pid=(\d+)/.exec(line)?.[1]);
    const port = /:(\d+)\s/.exec(line)?.[1];
    return family.has(owner) && port !== undefined ? [Number(port)] : [];
  });
  return [...new Set(ports)];
}

/** By the parents of all processes: /proc's list of children leaves out those that a second thread started. */
async function familyOf(pid: number): Promise<Set<number>> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(
    await Promise.all(
      all.map(async (one): Promise<[number, number]> => {
        const stat = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '');
        return [one, Number(/\) \S (\d+)/.exec(stat)?.[1])];
      }),
    ),
  );
  const isOfFamily = (one: number | undefined): boolean =>
    one !== undefined && one > 0 && (one === pid || isOfFamily(parents.get(one)));
  return new Set(all.filter(isOfFamily));
}
