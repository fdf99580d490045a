// One process on one data folder, told by its arguments what to do. Loads the gateway's source through Vite, as vitest does.
import { createServer } from 'vite';
import path from 'node:path';

const [task, dataDir] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '../..');
const shared = path.join(root, 'shared');
const vite = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null, hmr: false },
  optimizeDeps: { noDiscovery: true },
  resolve: { alias: [{ find: /^#shared\/(.*)$/, replacement: `${shared}/$1.ts` }] },
});
const load = (file) => vite.ssrLoadModule(path.join(root, file));
const say = (line) => process.stdout.write(`${line}\n`);

async function holdLock() {
  const { lockDataFolder } = await load('gateway/storage/data-lock.ts');
  try {
    lockDataFolder(dataDir);
    say('locked');
    setInterval(() => {}, 1000);
  } catch (error) {
    say(`${error.code} ${error.message}`);
    process.exit(3);
  }
}

async function recordCalls() {
  const { openLedger } = await load('gateway/ledger/ledger.ts');
  const ledger = await openLedger({ dataDir });
  say('open');
  let next = 0;
  const once = async () => {
    const bytes = ++next;
    const row = ledger.open({
      requestId: `request-${process.pid}-${bytes}`,
      startedAtMs: Date.now(),
      keyId: 'phone',
      person: null,
      serviceId: '1',
      method: 'POST',
      path: '/x',
      model: null,
    });
    // Some calls take a turn of the event loop longer, so that rows are opened and settled in different batches.
    if (bytes % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    await ledger.settle(row, {
      status: 200,
      outcome: 'succeeded',
      billed: true,
      tokensCached: null,
      images: null,
      audioMs: null,
      wattSeconds: null,
      flags: [],
      bytesIn: 1,
      bytesOut: bytes,
      tokensIn: null,
      tokensOut: null,
      costNano: BigInt(bytes),
      firstByteMs: 1,
      totalMs: 2,
      model: null,
    });
    say(`${row.id} ${bytes}`);
  };
  const forEver = async () => {
    for (;;) {
      try {
        await once();
      } catch (error) {
        if (task === 'record') throw error;
        // A caller of a ledger that refuses asks again, but not at once.
        say('refused');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };
  await Promise.all(Array.from({ length: 32 }, forEver));
}

await (task === 'lock' ? holdLock() : recordCalls());
