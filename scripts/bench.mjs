// `npm run bench`: measures the built gateway, with the Node it is served by.
import { ensureBuild } from './build-output.mjs';
import { become } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode, SERVE_SWITCHES } from './node-runtime.mjs';
import { inProject, runScript } from './project.mjs';

await runScript(async (args) => {
  await ensureDependencies();
  await ensureBuild();
  const program = inProject('tests/bench/main.ts');
  const env = { LATCHKEY_SERVE_SWITCHES: SERVE_SWITCHES.join(' ') };
  const { code } = await become(await ensureNode(), [program, ...args], env);
  process.exit(code);
});
