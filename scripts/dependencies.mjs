// Installs the locked packages when node_modules is not what package-lock.json says.
import { readFileSync } from 'node:fs';
import { npmCommand, run } from './child-process.mjs';
import { inProject, PlainFailure, say } from './project.mjs';

/** After this, node_modules holds exactly the locked packages. No package's install script was run: none is needed. */
export async function ensureDependencies() {
  if (isInstalled()) return;
  say('Installing the packages Latchkey is made of (once, and after an update) ...');
  const npm = npmCommand('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const { code } = await run(npm.command, npm.args, { shell: npm.shell, minutes: 15 });
  if (code === 0) return;
  throw new PlainFailure(
    `npm could not install the packages (exit ${code}); its message is above.\n` +
      'Most often the network is the reason: check `npm ping`, then run the same command again.',
  );
}

/** npm keeps a list of what it put into node_modules; comparing it needs no stamp of our own that could lie. */
function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  if (!installed) return false;
  return Object.entries(packagesIn('package-lock.json')).every(([place, wanted]) => {
    if (place === '') return true;
    const present = installed[place];
    return present ? present.version === wanted.version : wanted.optional === true;
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(inProject(file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
