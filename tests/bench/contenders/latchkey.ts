import path from 'node:path';
import type { Contender, StartContext } from './contender.ts';
import { startGatewayProgram, type Owner } from './gateway-program.ts';

/** A Latchkey that runs, and the way to ask it as its owner. */
export interface LatchkeyContender extends Contender {
  /** Calls that its ledger has on record. */
  callsOnRecord(): Promise<number>;
}

async function addService(owner: Owner, name: string, url: string): Promise<string> {
  const { service } = await owner('services.create', { name, kind: 'http', targets: [{ url }] });
  return String(service?.['gatewayPath']);
}

/** A limit that is counted for every call and reached by none. */
async function addKey(owner: Owner): Promise<string> {
  const { secret } = await owner('keys.create', {
    name: 'Bench',
    services: '*',
    rate_limit_requests: 1_000_000,
    rate_limit_window_seconds: 1,
  });
  return String(secret);
}

/** The built gateway as it is served, with its key, scope, limit, meter, ledger and audit all on. */
export async function startLatchkey(context: StartContext): Promise<LatchkeyContender> {
  const dataDir = path.join(context.folder, 'latchkey');
  const { child, publicUrl, owner } = await startGatewayProgram(dataDir);
  const small = publicUrl + (await addService(owner, 'Small', context.upstreams.small));
  const stream = publicUrl + (await addService(owner, 'Stream', context.upstreams.stream));
  const headers = { 'X-API-Key': await addKey(owner) };
  const callsOnRecord = async () => {
    const { totals } = await owner('usage.summary', { fromMs: 0, toMs: Date.now() + 60_000 });
    return Number(totals?.['calls']);
  };
  return { name: 'latchkey', child, small, stream, headers, callsOnRecord };
}
