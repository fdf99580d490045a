// The stages of `npm test`: what each one runs, for how long at most, and how its result is read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build-output.mjs';
import { run } from './child-process.mjs';
import { inProject, say } from './project.mjs';
import { findCommand } from './system-packages.mjs';
import { FAILED, ofCheck, ofPlaywright, ofVitest, total } from './test-results.mjs';

const bin = {
  eslint: 'node_modules/eslint/bin/eslint.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/typescript/bin/tsc',
  svelteCheck: 'node_modules/svelte-check/bin/svelte-check',
  vitest: 'node_modules/vitest/vitest.mjs',
  playwright: 'node_modules/@playwright/test/cli.js',
};

/** Every stage, in the order of the report. Each resolves to { passed, failed, skipped }. */
export const STAGES = {
  async lint(setting) {
    const [eslint, prettier] = await Promise.all([
      tool(setting, 6, bin.eslint, '.', '--max-warnings', '0'),
      tool(setting, 3, bin.prettier, '--check', '--log-level', 'warn', '.'),
    ]);
    return ofCheck({ code: eslint.code || prettier.code });
  },

  async types(setting) {
    const tsc = await tool(setting, 5, bin.tsc, '-b');
    const svelte = ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'];
    const checked = await tool(setting, 5, bin.svelteCheck, ...svelte);
    return ofCheck({ code: tsc.code || checked.code });
  },

  async build() {
    return ofCheck({ code: await build() });
  },

  unit(setting) {
    return withReport(async (file) => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const ended = await tool(setting, 30, bin.vitest, 'run', ...reporters);
      return ofVitest(file, ended);
    });
  },

  async e2e(setting) {
    const results = [];
    rmSync(inProject('test-results'), { recursive: true, force: true });
    for (const name of ['alone', 'beside']) results.push(await playwright(setting, name));
    return total(results);
  },
};

function playwright(setting, project) {
  return withReport(async (file) => {
    const test = [setting.node, inProject(bin.playwright), 'test', `--project=${project}`];
    const [command, ...args] = [...onItsOwnScreen(), ...test, '--reporter=list,json'];
    const env = { ...setting.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
    return ofPlaywright(file, await timed(command, args, { env, minutes: 25 }));
  });
}

/** Runs one stage; whatever goes wrong in it is one failed test of that stage and the next stage still runs. */
export async function runStage(name, setting) {
  console.log(`\n== ${name} ==`);
  const started = performance.now();
  const result = await STAGES[name](setting).catch((error) => {
    say(error.message);
    return FAILED;
  });
  return { name, seconds: (performance.now() - started) / 1000, ...result };
}

const tool = (setting, minutes, script, ...args) =>
  timed(setting.node, [inProject(script), ...args], { env: setting.env, minutes });

async function timed(command, args, { env, minutes }) {
  const ended = await run(command, args, { env, minutes, output: 'inherit' });
  if (ended.timedOut) say(`Stopped: it took longer than ${minutes} minutes.`);
  if (ended.code === 127) say(`${command} could not be started. ${ended.text}`);
  return ended;
}

/** A virtual screen and a throw-away keyring, so that a test never touches the owner's windows or passwords. */
function onItsOwnScreen() {
  if (process.platform !== 'linux') return [];
  if (!findCommand('xvfb-run')) {
    throw new Error('The end-to-end tests need xvfb-run; see the missing packages above.');
  }
  const screen = ['xvfb-run', '-a', '-s', '-screen 0 1400x900x24'];
  return [...screen, 'sh', inProject('tests/support/keyring-session.sh')];
}

async function withReport(use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-report-'));
  try {
    return await use(path.join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
