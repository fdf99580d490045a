// `npm run dev`: the window with hot reload; main, preload and gateway are rebuilt on a change and Electron restarted.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { whenParentIsGone } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { sandboxSwitches } from './desktop.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { inProject, runScript, say } from './project.mjs';

const REBUILDS = {
  main: ['main', 'preload'],
  gateway: ['gateway'],
  shared: ['main', 'preload', 'gateway'],
};

await runScript(async (args) => {
  await ensureDependencies();
  const { exe } = await ensureElectron();
  const { createBuilder, createServer } = await import('vite');
  const configFile = inProject('vite.config.ts');
  const server = await createServer({ configFile });
  await server.listen();
  const builder = await createBuilder({ configFile, logLevel: 'warn' });
  const build = async (names) => {
    for (const name of names) await builder.build(builder.environments[name]);
  };
  await build(REBUILDS.shared);
  const app = startApp(exe, args, server);
  watchSources(async (names) => {
    say(`Rebuilding ${names.join(', ')} ...`);
    await build(names);
    app.restart();
  });
});

function startApp(exe, args, server) {
  const env = { ...process.env, ELECTRON_RENDERER_URL: server.resolvedUrls.local[0] };
  let restarting = false;
  let child;
  const launch = () => {
    restarting = false;
    child = spawn(exe, ['.', ...sandboxSwitches(exe), ...args], { stdio: 'inherit', env });
    child.on('exit', async (code) => {
      if (restarting) return launch();
      await server.close();
      process.exit(code ?? 0);
    });
  };
  launch();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  whenParentIsGone(() => child.kill('SIGTERM'));
  return {
    restart() {
      restarting = true;
      child.kill('SIGTERM');
    },
  };
}

/** Calls back with the bundles that are out of date, one call at a time, a moment after the last change. */
function watchSources(rebuild) {
  const dirty = new Set();
  let running = Promise.resolve();
  let timer;
  const flush = async () => {
    const names = [...dirty];
    dirty.clear();
    if (names.length > 0) await rebuild(names).catch((error) => say(error.message));
  };
  for (const [folder, bundles] of Object.entries(REBUILDS)) {
    watch(inProject(folder), { recursive: true }, () => {
      for (const name of bundles) dirty.add(name);
      clearTimeout(timer);
      timer = setTimeout(() => (running = running.then(flush)), 120);
    });
  }
}
