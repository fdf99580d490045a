#!/usr/bin/env node
// `npx latchkey ...`: gets what is missing as `npm start` does, then runs the built command line where the user stands.
import { become } from './child-process.mjs';
import { ensureBuild } from './build-output.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { CLI_SWITCHES, ensureNode } from './node-runtime.mjs';
import { inProject, PlainFailure, runScript } from './project.mjs';

const startedIn = process.cwd();

await runScript(async (args) => {
  await ensureDependencies();
  await ensureBuild();
  const node = await ensureNode();
  process.chdir(startedIn); // files that are named on the command line are named from there
  const { code, error } = await become(node, [
    ...CLI_SWITCHES,
    inProject('out/gateway/cli.js'),
    ...args,
  ]);
  if (error) throw new PlainFailure(`${node} could not be started: ${error.message}`);
  process.exit(code);
});
