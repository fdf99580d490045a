// `npm run faults:long [kill] [power] [charges] [soak] [--minutes N]`: the long forms of the fault tests, with a plain report.
// All of them take about twenty minutes; nothing but this computer is called.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuild } from './build-output.mjs';
import { run } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './node-runtime.mjs';
import { inProject, PlainFailure, runScript } from './project.mjs';

const RUNS_OF_A_MILLION = 5;

const stepsFor = (minutes, report) => ({
  kill: {
    what: '50 times kill -9 at full load, every acknowledged call on record',
    file: 'tests/faults/kill-under-load.test.ts',
    env: { LATCHKEY_KILL_ROUNDS: '50' },
    minutes: 15,
  },
  power: {
    what: 'the power goes 500 times while settings are saved, 200 times while calls are recorded',
    file: 'power-loss.test.ts',
    env: { LATCHKEY_POWER_ROUNDS: '500', LATCHKEY_POWER_CUTS: '200' },
    minutes: 10,
  },
  charges: {
    what: `${RUNS_OF_A_MILLION} times a million charges, to the last nano-unit`,
    file: 'tests/unit/ledger-drift.test.ts',
    times: RUNS_OF_A_MILLION,
    minutes: 15,
  },
  soak: {
    what: `${minutes} minutes of calls without a pause`,
    file: 'tests/faults/soak.test.ts',
    env: { LATCHKEY_SOAK_MINUTES: String(minutes), LATCHKEY_SOAK_REPORT: report },
    minutes: minutes + 5,
  },
});

function readWords(words) {
  const at = words.indexOf('--minutes');
  const minutes = at < 0 ? 10 : Number(words[at + 1]);
  if (!(minutes > 0 && minutes <= 600)) throw new PlainFailure('--minutes takes 1 to 600.');
  const names = at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
  return { names, minutes };
}

async function runStep(node, { file, env = {}, times = 1, minutes }) {
  const vitest = inProject('node_modules/vitest/vitest.mjs');
  const testTimeout = `--testTimeout=${minutes * 60_000}`;
  for (let round = 0; round < times; round++) {
    const { code } = await run(node, [vitest, 'run', file, testTimeout], {
      minutes,
      env: { ...process.env, ...env },
    });
    if (code !== 0) return false;
  }
  return true;
}

async function soakText(report) {
  const found = await readFile(report, 'utf8').catch(() => undefined);
  if (found === undefined) return '';
  const { answered, rssMb, files } = JSON.parse(found);
  return ` (${answered} calls; memory ${rssMb.join(' -> ')} MB, open files ${files.join(' -> ')})`;
}

await runScript(async (words) => {
  const { names, minutes } = readWords(words);
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-faults-long-'));
  const report = path.join(folder, 'soak.json');
  const steps = stepsFor(minutes, report);
  const unknown = names.find((name) => !Object.hasOwn(steps, name));
  if (unknown)
    throw new PlainFailure(`There is no "${unknown}": ${Object.keys(steps).join(', ')}.`);
  await ensureDependencies();
  await ensureBuild();
  const node = await ensureNode();
  const lines = [];
  for (const name of names.length > 0 ? names : Object.keys(steps)) {
    const startedMs = performance.now();
    const isGood = await runStep(node, steps[name]);
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    const more = name === 'soak' ? await soakText(report) : '';
    lines.push(`${isGood ? 'passed' : 'FAILED'}  ${steps[name].what}${more}, ${seconds} s`);
    if (!isGood) process.exitCode = 1;
  }
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(`\n${lines.join('\n')}\n`);
});
