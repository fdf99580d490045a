// `npm run fuzz:long [inputs] [seed]`: 200,000 broken requests against the gateway; ends after 20 minutes at the latest.
import { become } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './node-runtime.mjs';
import { inProject, runScript } from './project.mjs';

const LIMIT_MS = 1_200_000;

await runScript(async ([inputs = '200000', seed = String(Date.now() % 1_000_000_000)]) => {
  await ensureDependencies();
  const vitest = inProject('node_modules/vitest/vitest.mjs');
  const args = ['run', 'tests/edge/fuzz-http.test.ts', `--testTimeout=${LIMIT_MS}`];
  const env = { LATCHKEY_FUZZ_INPUTS: inputs, LATCHKEY_FUZZ_SEED: seed };
  const { code } = await become(await ensureNode(), [vitest, ...args], env);
  process.exit(code);
});
