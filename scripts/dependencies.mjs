// Installs the locked packages when node_modules is not what package-lock.json says.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { npmCommand, run } from './child-process.mjs';
import { inProject, PlainFailure, say } from './project.mjs';

const stamp = inProject('node_modules/.installed-from');

/** After this, node_modules holds exactly the locked packages. No package's install script was run: none is needed. */
export async function ensureDependencies() {
  if (isInstalled()) return;
  say('Installing the packages Latchkey is made of (once, and after an update) ...');
  const npm = npmCommand('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const { code } = await run(npm.command, npm.args, { shell: npm.shell, minutes: 15 });
  if (code === 0) return writeFileSync(stamp, lockHash());
  throw new PlainFailure(
    `npm could not install the packages (exit ${code}); its message is above.\n` +
      'Most often the network is the reason: check `npm ping`, then run the same command again.',
  );
}

/** Our own stamp, or, where a developer ran npm, npm's list of what it put into node_modules. */
function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  if (!installed) return false;
  if (textOf(stamp) === lockHash()) return true;
  return Object.entries(packagesIn('package-lock.json')).every(([place, wanted]) => {
    const present = installed[place];
    if (place === '') return true;
    return present ? present.version === wanted.version : wanted.optional || wanted.extraneous;
  });
}

const lockHash = () =>
  createHash('sha256')
    .update(textOf(inProject('package-lock.json')) ?? '')
    .digest('hex');

function packagesIn(file) {
  try {
    return JSON.parse(textOf(inProject(file)) ?? '{}').packages;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // npm was stopped while it wrote
    throw error;
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
