import path from 'node:path';
import { defineConfig } from 'vitest/config';

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
