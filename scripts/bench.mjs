// `npm run bench`: measures the built gateway, with the Node it is served by.
import { ensureBuild } from './build-output.mjs';
import { become } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './node-runtime.mjs';
import { inProject, runScript } from './project.mjs';

await runScript(async (args) => {
  await ensureDependencies();
  await ensureBuild();
  const { code } = await become(await ensureNode(), [inProject('tests/bench/main.ts'), ...args]);
  process.exit(code);
});
