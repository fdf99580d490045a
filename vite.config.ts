// One config, one command: `vite build --app` builds the window, main, preload and gateway; `vite` alone serves the window with HMR.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

/** How long each plugin took is no news to whoever just wants to start the app. */
const quiet = { pluginTimings: false } as const;

const at = (place: string) => path.resolve(import.meta.dirname, place);

/** A bundle for Node: everything inside but Electron and the native keychain add-on. */
const node = (
  out: string,
  input: Record<string, string>,
  format: 'es' | 'cjs',
): EnvironmentOptions => ({
  consumer: 'server',
  // Never list "import" among the conditions: require() inside a bundled CommonJS package would then get the ESM copy.
  resolve: {
    noExternal: true,
    external: ['electron', 'keytar'],
    conditions: ['node', 'module', 'default'],
  },
  build: {
    outDir: at(`out/${out}`),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    copyPublicDir: false,
    rolldownOptions: {
      checks: quiet,
      input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, at(file)])),
      external: ['electron', 'keytar'],
      output: {
        format,
        entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        // Beside the entries: files that a chunk finds by its own place (the worker, package.json) must not move.
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
});

/** ReDoc has its maker's logo drawn from the internet, with no option against it: an empty picture stands in. */
const asksNobody = (script: string): string =>
  script.replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:image/svg+xml,');

/** The API viewers behind /docs and /redoc: the gateway reads them from out/docs. */
const docsAssets = (): Plugin => ({
  name: 'docs-assets',
  applyToEnvironment: (environment) => environment.name === 'gateway',
  async closeBundle() {
    await mkdir(at('out/docs'), { recursive: true });
    for (const file of [
      'swagger-ui-dist/swagger-ui.css',
      'swagger-ui-dist/swagger-ui-bundle.js',
      'redoc/bundles/redoc.standalone.js',
    ]) {
      const text = await readFile(at(`node_modules/${file}`), 'utf8');
      await writeFile(at(`out/docs/${path.basename(file)}`), asksNobody(text));
    }
  },
});

export default defineConfig({
  root: at('renderer'),
  base: './',
  plugins: [svelte({ configFile: at('svelte.config.js') }), docsAssets()],
  resolve: { alias: [{ find: /^#shared\/(.*)$/, replacement: `${at('shared')}/$1.ts` }] },
  environments: {
    client: {
      build: {
        outDir: at('out/renderer'),
        emptyOutDir: true,
        target: 'chrome148',
        rolldownOptions: { checks: quiet },
      },
    },
    // The page that a phone gets from the gateway: for older browsers, and all its files beside `/join/`.
    phone: {
      consumer: 'client',
      build: {
        outDir: at('out/phone'),
        emptyOutDir: true,
        target: ['safari16', 'chrome111'],
        modulePreload: false,
        // A picture in an address would be one more kind of source in the page's policy.
        assetsInlineLimit: 0,
        rolldownOptions: { checks: quiet, input: at('renderer/phone.html') },
      },
    },
    main: node(
      'main',
      { index: 'main/index.ts', 'keychain-worker': 'main/secrets/keychain-worker.ts' },
      'es',
    ),
    preload: node('preload', { preload: 'main/preload/index.ts' }, 'cjs'),
    gateway: node(
      'gateway',
      {
        utility: 'gateway/entry/utility.ts',
        headless: 'gateway/entry/headless.ts',
        cli: 'gateway/entry/cli.ts',
        'ledger-worker': 'gateway/ledger/ledger-worker.ts',
      },
      'es',
    ),
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'phone', 'main', 'preload', 'gateway'])
        await builder.build(builder.environments[name]!);
    },
  },
  server: { host: '127.0.0.1', port: 5199, strictPort: true },
});
