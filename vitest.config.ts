import path from 'node:path';
import { defineConfig } from 'vitest/config';

// What Node has once compiled, or stripped of its types, is kept: every gateway starts a thread from source.
process.env['NODE_COMPILE_CACHE'] ??= path.resolve('node_modules/.cache/node-compile');

const shared = path.resolve(import.meta.dirname, 'shared');

export default defineConfig({
  resolve: { alias: [{ find: /^#shared\/(.*)$/, replacement: `${shared}/$1.ts` }] },
  test: {
    include: ['tests/{unit,contract,gateway,edge,faults,architecture}/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    // The gateway sends styles of its own: they must be there in a test too.
    css: true,
  },
});
