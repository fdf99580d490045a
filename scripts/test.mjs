// `npm test`: everything on a bare clone; `node scripts/test.mjs lint unit` runs some stages.
// The last line is always `N passed, N failed`, over all runners together.
import path from 'node:path';
import { whyElectronFails } from './desktop.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureNode } from './node-runtime.mjs';
import { PlainFailure, runScript, say } from './project.mjs';
import {
  ensureSystemPackages,
  findChromium,
  TEST_PACKAGES,
  WINDOW_PACKAGES,
} from './system-packages.mjs';
import { FAILED, total } from './test-results.mjs';
import { runStage, STAGES } from './test-stages.mjs';

await runScript(async (args) => {
  const results = [];
  try {
    const stages = chooseStages(args);
    const setting = await prepare(stages);
    for (const group of sideBySide(stages)) {
      results.push(...(await Promise.all(group.map((stage) => runStage(stage, setting)))));
    }
  } catch (error) {
    say(error instanceof PlainFailure ? error.message : error.stack);
    results.push({ name: 'preparation', seconds: 0, ...FAILED });
  }
  report(results);
});

/** The unit tests look at the built bundles and the end-to-end tests run them, so both bring the build along. */
function chooseStages(args) {
  const unknown = args.filter((name) => !Object.hasOwn(STAGES, name));
  if (unknown.length > 0) {
    const known = Object.keys(STAGES).join(', ');
    throw new PlainFailure(`There is no stage "${unknown[0]}". The stages are: ${known}.`);
  }
  if (args.length === 0) return Object.keys(STAGES);
  const needsBuild = args.includes('unit') || args.includes('e2e');
  return Object.keys(STAGES).filter(
    (name) => args.includes(name) || (name === 'build' && needsBuild),
  );
}

/** Lint and types only read the sources, mostly on one processor each; what comes after runs alone. */
function sideBySide(stages) {
  const readers = stages.filter((stage) => stage === 'lint' || stage === 'types');
  const others = stages.filter((stage) => !readers.includes(stage));
  return [readers, ...others.map((stage) => [stage])];
}

async function prepare(stages) {
  await ensureDependencies();
  const node = await ensureNode();
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  Object.assign(env, {
    LATCHKEY_NODE: node,
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
  });
  if (stages.includes('unit') || stages.includes('e2e')) await ensureSystemPackages(TEST_PACKAGES);
  if (stages.includes('e2e')) Object.assign(env, await prepareScreens());
  return { node, env };
}

async function prepareScreens() {
  const { exe } = await ensureElectron();
  await ensureSystemPackages(WINDOW_PACKAGES);
  const why = whyElectronFails(exe);
  if (why) say(`Electron cannot start here: ${why}`);
  const chromium = findChromium();
  if (!chromium) say('No Chromium or Chrome found; set LATCHKEY_CHROMIUM to the path of one.');
  return { LATCHKEY_ELECTRON: exe, ...(chromium && { LATCHKEY_CHROMIUM: chromium }) };
}

function report(results) {
  const sum = total(results);
  const line = (name, ...cells) =>
    name.padEnd(12) + cells.map((cell) => String(cell).padStart(9)).join('');
  console.log(`\n${line('', 'passed', 'failed', 'skipped', 'seconds')}`);
  for (const { name, passed, failed, skipped, seconds } of results) {
    console.log(line(name, passed, failed, skipped, seconds.toFixed(1)));
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  if (sum.failed > 0) process.exitCode = 1;
}
