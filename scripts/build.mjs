// `npm run build`: always builds, whatever was built before.
import { build } from './build-output.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { runScript } from './project.mjs';

await runScript(async () => {
  await ensureDependencies();
  process.exitCode = await build();
});
