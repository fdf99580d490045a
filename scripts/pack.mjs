// `npm run pack`: makes what this computer can make of the program, and says in plain words what it cannot and why.
//   --dir          the unpacked folder only
//   --development  leaves that one fuse on by which tests drive the program
//   --windows      the folder and a zip for Windows, on any system; it cannot be tried here
//   --release      every format of this system, with the official Electron, or nothing
import { readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ensureBuild } from './build-output.mjs';
import { run } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import {
  ensureElectron,
  ensureWindowsElectron,
  sourceAnswers,
  wantedElectron,
} from './electron-runtime.mjs';
import { formatsElsewhere, formatsForWindows, formatsHere } from './pack-formats.mjs';
import { inProject, PlainFailure, runScript, say } from './project.mjs';

const OURS = ['--dir', '--development', '--windows', '--release'];
/** A release is made as small as it gets, which takes minutes. */
const QUICKLY = { ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' };

await runScript(async (args) => {
  const [isDirOnly, isDevelopment, isForWindows, isRelease] = OURS.map((flag) =>
    args.includes(flag),
  );
  const passed = args.filter((arg) => !OURS.includes(arg));
  if (isRelease && isDevelopment) throw new PlainFailure('A release has no fuse left on.');
  if (isRelease && isForWindows)
    throw new PlainFailure('A release for Windows is made on Windows.');
  if (isRelease) requireHome();
  await ensureDependencies();
  const electron = isForWindows ? await ensureWindowsElectron() : await electronFor(isRelease);
  const formats = isForWindows
    ? formatsForWindows()
    : formatsHere(isDirOnly || (await sourceAnswers()));
  if (isRelease && formats.impossible.length > 0)
    throw new PlainFailure(toList(formats.impossible));
  await ensureBuild();

  const mark = isDevelopment ? 'development' : electron.official ? '' : 'unofficial';
  const output = outputOf(passed);
  await rm(output, { recursive: true, force: true });
  const targets = isDirOnly ? ['dir'] : formats.possible;
  const settings = [...settingsFor(electron, isDevelopment, mark), ...passed];
  const cli = inProject('node_modules/electron-builder/cli.js');
  const ended = await run(process.execPath, [cli, formats.flag, ...targets, ...settings], {
    env: { ...(isRelease ? {} : QUICKLY), ...process.env, ...formats.env },
    minutes: 30,
  });
  if (ended.code !== 0) throw new PlainFailure('electron-builder failed; its message is above.');
  await report({ output, electron, isDevelopment, formats, isDirOnly });
});

/** The official Electron for a release; otherwise what can be had. */
async function electronFor(isRelease) {
  if (!isRelease) return ensureElectron();
  try {
    return await ensureElectron({ officialOnly: true });
  } catch (error) {
    if (!(error instanceof PlainFailure)) throw error;
    throw new PlainFailure(
      `A release is packed with the official Electron ${wantedElectron()} only.\n${error.message}\n` +
        'To try the packing with what is installed: npm run pack',
    );
  }
}

function requireHome() {
  if (!readFileSync(inProject('electron-builder.yml'), 'utf8').includes('latchkey.invalid')) return;
  throw new PlainFailure(
    'A release needs a place of its own: put it into electron-builder.yml, as `homepage` and under `publish`.',
  );
}

function settingsFor(electron, isDevelopment, mark) {
  return [
    `-c.electronDist=${electron.dist}`,
    `-c.electronVersion=${electron.version}`,
    ...(isDevelopment ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : []),
    // A file that is not for release says so itself.
    ...(mark ? [`-c.artifactName=\${name}-\${version}-\${arch}-${mark}.\${ext}`] : []),
    '--publish=never',
  ];
}

function outputOf(passed) {
  const named = passed.find((arg) => arg.startsWith('-c.directories.output='));
  return path.resolve(named?.slice(named.indexOf('=') + 1) ?? inProject('dist'));
}

async function report({ output, electron, isDevelopment, formats, isDirOnly }) {
  say(`\nMade in ${output}:`);
  for (const entry of await readdir(output, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith('.')) say(`  ${entry.name}/`);
    else if (/\.(AppImage|deb|gz|exe|dmg|zip)$/.test(entry.name)) {
      const { size } = await stat(path.join(output, entry.name));
      say(`  ${entry.name}  ${Math.round(size / 1e6)} MB`);
    }
  }
  if (!isDirOnly) say(`Not made here:\n${toList([...formats.impossible, ...formatsElsewhere()])}`);
  if (isDevelopment) say('For tests only: the program can be driven from outside (--development).');
  if (!electron.official) {
    say(
      `Not for release: with Electron ${electron.version} from a third party, not the official ${wantedElectron()}.`,
    );
  }
}

function toList(lines) {
  return lines.map((line) => `  ${line}`).join('\n');
}
