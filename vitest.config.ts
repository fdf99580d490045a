import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

// What Node has once compiled, or stripped of its types, is kept: every gateway starts a thread from source.
process.env['NODE_COMPILE_CACHE'] ??= path.resolve('node_modules/.cache/node-compile');

const shared = path.resolve(import.meta.dirname, 'shared');

export default defineConfig({
  resolve: { alias: [{ find: /^#shared\/(.*)$/, replacement: `${shared}/$1.ts` }] },
  test: {
    pool: 'forks',
    // Left to itself it keeps one processor free; most tests wait for sockets anyway.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    // What is waited for comes when the machine has time for it; the test's own limit ends a wait in vain.
    expect: { poll: { timeout: 20_000 } },
    // The gateway sends styles of its own: they must be there in a test too.
    css: true,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        // Small and many: one process takes file after file, and what it has loaded stays loaded.
        extends: true,
        test: { name: 'unit', isolate: false, include: ['tests/unit/**/*.test.ts'] },
      },
      {
        // Each file has a process of its own: they run whole gateways, and some watch its memory.
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/{contract,gateway,edge,faults,architecture}/**/*.test.ts'],
        },
      },
    ],
  },
});
