#!/usr/bin/env node
// Takes the place of the tool `fpm` that electron-builder would fetch: the same arguments, a .deb made by Debian's own
// dpkg-deb. What the package needs and how it looks in the menu thus stands in electron-builder.yml only.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './child-process.mjs';
import { PlainFailure, runScript } from './project.mjs';

const text = { type: 'string' };
/** Every argument is known here: one that electron-builder adds later must not be lost silently. */
const OPTIONS = {
  force: { type: 'boolean' },
  ...{ source: { ...text, short: 's' }, type: { ...text, short: 't' } },
  depends: { ...text, short: 'd', multiple: true },
  'deb-recommends': { ...text, multiple: true },
  ...{ name: text, version: text, architecture: text, package: text },
  ...{ maintainer: text, vendor: text, url: text, license: text, category: text },
  ...{ description: text, 'deb-priority': text, 'deb-compression': text },
  ...{ 'after-install': text, 'after-remove': text },
};

/** How dpkg-deb calls what fpm calls so. */
const DPKG_NAMES = { gz: 'gzip', xz: 'xz', none: 'none' };

await runScript(async (args) => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.type !== 'deb' || values.source !== 'dir') {
    throw new PlainFailure('pack-deb makes a .deb of folders and files and nothing else.');
  }
  // Beside the result: the temporary folder of a computer can be too small for it.
  const stage = await mkdtemp(`${path.resolve(values.package)}.part-`);
  try {
    for (const mapping of positionals) await put(stage, mapping);
    await must('chmod', ['-R', 'u=rwX,go=rX', stage]); // whatever the umask was when the files came here
    await writeControl(stage, values);
    await must('dpkg-deb', [
      '--root-owner-group',
      ...compression(values),
      '--build',
      stage,
      values.package,
    ]);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
});

/** `from/=to` is a folder's content, `from=to` a file. */
async function put(stage, mapping) {
  const [from, to] = mapping.split('=');
  const target = path.join(stage, to);
  await mkdir(from.endsWith('/') ? target : path.dirname(target), { recursive: true });
  if (from.endsWith('/')) await must('cp', ['-a', `${from}.`, target]);
  else await copyFile(from, target);
}

async function writeControl(stage, values) {
  const sums = await sumFiles(stage);
  const home = path.join(stage, 'DEBIAN');
  await mkdir(home, { mode: 0o755 });
  await writeFile(path.join(home, 'control'), toControl(values, sums));
  const lines = sums.map(({ name, md5 }) => `${md5}  ${name}\n`);
  await writeFile(path.join(home, 'md5sums'), lines.join(''));
  for (const [name, script] of [
    ['postinst', values['after-install']],
    ['postrm', values['after-remove']],
  ]) {
    if (!script) continue;
    await writeFile(path.join(home, name), await readFile(script));
    await chmod(path.join(home, name), 0o755);
  }
}

function toControl(values, sums) {
  const kib = sums.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 1024), 0);
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    'Installed-Size': String(kib),
    Depends: values.depends?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: values.category,
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: toDescription(values.description ?? values.name),
  };
  const present = Object.entries(fields).filter(([, value]) => value);
  return present.map(([name, value]) => `${name}: ${value}\n`).join('');
}

/** The first line is the summary; every further one is indented, an empty one is a dot. */
function toDescription(description) {
  const [summary, ...rest] = description.split('\n').map((line) => line.trim());
  return [summary, ...rest.map((line) => ` ${line || '.'}`)].join('\n');
}

/** A release is packed as small as it gets, which takes minutes; a try-out quickly. */
function compression(values) {
  return [
    `-Z${DPKG_NAMES[values['deb-compression']] ?? 'xz'}`,
    `-z${process.env.ELECTRON_BUILDER_COMPRESSION_LEVEL ?? '6'}`,
  ];
}

async function sumFiles(stage) {
  const entries = await readdir(stage, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sums = [];
  for (const { parentPath, name } of files) {
    const file = path.join(parentPath, name);
    const hash = createHash('md5');
    for await (const part of createReadStream(file)) hash.update(part);
    const { size } = await stat(file);
    sums.push({ name: path.relative(stage, file), md5: hash.digest('hex'), bytes: size });
  }
  return sums.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function must(command, args) {
  const { code } = await run(command, args, { minutes: 20 });
  if (code !== 0) throw new PlainFailure(`${command} ended with ${code}.`);
}
