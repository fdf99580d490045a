// `npm run pack`: installers by electron-builder. A release carries the official Electron of the version in
// package.json and nothing else; `--development` lifts that to try the packing itself (`--dir --development`).
import { build } from './build-output.mjs';
import { run } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureElectron, wantedElectron } from './electron-runtime.mjs';
import { inProject, PlainFailure, runScript, say } from './project.mjs';

await runScript(async (args) => {
  const development = args.includes('--development');
  await ensureDependencies();
  const electron = await electronFor(development);
  if ((await build()) !== 0) throw new PlainFailure('The build failed, so nothing was packed.');
  const settings = [
    '-c.electronDist=node_modules/electron/dist',
    `-c.electronVersion=${electron.version}`,
    '-c.npmRebuild=false',
  ];
  const cli = inProject('node_modules/electron-builder/cli.js');
  const passed = args.filter((arg) => arg !== '--development');
  const ended = await run(process.execPath, [cli, ...settings, ...passed, '--publish=never'], {
    minutes: 30,
  });
  process.exitCode = ended.code;
});

async function electronFor(development) {
  if (!development) return official();
  const electron = await ensureElectron();
  if (!electron.official) {
    say(
      `Packing with Electron ${electron.version}, which is not the official ${wantedElectron()}: not for release.`,
    );
  }
  return electron;
}

async function official() {
  try {
    return await ensureElectron({ officialOnly: true });
  } catch (error) {
    if (!(error instanceof PlainFailure)) throw error;
    throw new PlainFailure(
      `A release is packed with the official Electron ${wantedElectron()} only.\n${error.message}\n` +
        'To try the packing with what is installed: npm run pack -- --dir --development',
    );
  }
}
