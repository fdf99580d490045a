import path from 'node:path';
import { createServer } from 'vite';
import type { Ledger, OpenCall, Settlement } from '../../../gateway/ledger/ledger';

const root = path.resolve(import.meta.dirname, '../../..');
const shared = path.join(root, 'shared');

/** The ledger of the gateway's source, through Vite as in the tests. */
export async function loadLedger(): Promise<{
  openLedger(options: { dataDir: string }): Promise<Ledger>;
  close(): Promise<void>;
}> {
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null, hmr: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { alias: [{ find: /^#shared\/(.*)$/, replacement: `${shared}/$1.ts` }] },
  });
  const { openLedger } = (await vite.ssrLoadModule(
    path.join(root, 'gateway/ledger/ledger.ts'),
  )) as typeof import('../../../gateway/ledger/ledger');
  return { openLedger, close: () => vite.close() };
}

/** A call of the home that fill-ledger.ts makes. */
export const call = (number: number): OpenCall => ({
  requestId: `bench-${number}`,
  startedAtMs: Date.now(),
  keyId: `key-${number % 12}`,
  person: `person-${number % 6}`,
  serviceId: `service-${number % 4}`,
  method: 'POST',
  path: '/v1/chat/completions',
  model: null,
});

/** How it ended. */
export const ended = (number: number): Settlement => ({
  status: 200,
  outcome: 'succeeded',
  billed: true,
  bytesIn: 800,
  bytesOut: 4000,
  tokensIn: 300,
  tokensOut: 900,
  tokensCached: null,
  images: null,
  audioMs: null,
  wattSeconds: null,
  costNano: 1_000_000n,
  firstByteMs: 120.5,
  totalMs: 900.5,
  model: `model-${number % 8}`,
  flags: [],
});
