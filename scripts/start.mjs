// `npm start` on a bare clone: packages, runtime, build, launch. `--headless` (npm run serve) never opens a window.
import { become } from './child-process.mjs';
import { ensureBuild } from './build-output.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { sandboxSwitches, whyElectronFails } from './desktop.mjs';
import { hasDisplay } from './display.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureNode, SERVE_SWITCHES } from './node-runtime.mjs';
import { inProject, PlainFailure, runScript, say } from './project.mjs';
import { ensureSystemPackages, WINDOW_PACKAGES } from './system-packages.mjs';

await runScript(async (args) => {
  const headless = args.includes('--headless');
  const passed = args.filter((arg) => arg !== '--headless');
  await ensureDependencies();
  await ensureBuild();
  const electron = headless ? undefined : await findDesktop();
  if (electron) await openWindow(electron, passed);
  else await serve(passed);
});

async function openWindow(electron, args) {
  const switches = sandboxSwitches(electron);
  say(
    'Opening the window. Lines from the system below this one (dbus, gpu) are no cause for worry.',
  );
  if (switches.length > 0) say('Its sandbox is off: this user or system does not allow one.');
  await launch(electron, ['.', ...switches, ...args]);
}

async function serve(args) {
  const node = await ensureNode();
  await launch(node, [...SERVE_SWITCHES, inProject('out/gateway/headless.js'), ...args]);
}

async function launch(command, args) {
  const { code, error } = await become(command, args);
  if (error) throw new PlainFailure(`${command} could not be started: ${error.message}`);
  process.exit(code);
}

/** Electron's path when a window can be opened here; says why when it cannot. */
async function findDesktop() {
  if (!(await hasDisplay())) {
    say('No display here: running without a window. Open the admin address below in a browser.');
    return undefined;
  }
  try {
    return await startableElectron();
  } catch (error) {
    if (!(error instanceof PlainFailure)) throw error;
    say(`${error.message}\nRunning without a window. Open the admin address below in a browser.`);
    return undefined;
  }
}

async function startableElectron() {
  const { exe } = await ensureElectron();
  if (!whyElectronFails(exe)) return exe;
  await ensureSystemPackages(WINDOW_PACKAGES);
  const why = whyElectronFails(exe);
  if (why) throw new PlainFailure(`Electron cannot start: ${why}`);
  return exe;
}
