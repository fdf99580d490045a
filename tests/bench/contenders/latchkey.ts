import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { awaitLine, startProgram } from '../child-process.ts';
import type { Contender, StartContext } from './contender.ts';

const program = path.resolve(import.meta.dirname, '../../../out/gateway/headless.js');

/** The switches of Node under which `npm run serve` starts it; scripts/bench.mjs passes them on. */
const servedWith = (process.env['LATCHKEY_SERVE_SWITCHES'] ?? '').split(' ').filter(Boolean);

/** A Latchkey that runs, and the way to ask it as its owner. */
export interface LatchkeyContender extends Contender {
  /** Calls that its ledger has on record. */
  callsOnRecord(): Promise<number>;
}

interface Reply {
  readonly ok: boolean;
  readonly value?: Record<string, Record<string, unknown>>;
  readonly error?: unknown;
}

const createOwner =
  (adminUrl: string, adminSecret: string) => async (operation: string, input: unknown) => {
    const answer = await fetch(`${adminUrl}/admin/v1/${operation}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const reply = (await answer.json()) as Reply;
    if (!reply.ok || !reply.value) throw new Error(`${operation}: ${JSON.stringify(reply.error)}`);
    return reply.value;
  };

type Owner = ReturnType<typeof createOwner>;

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
  if (!existsSync(program)) throw new Error('it is not built; run npm run build');
  const dataDir = path.join(context.folder, 'latchkey');
  const adminSecret = `lka_${randomBytes(24).toString('hex')}`;
  const args = ['--data-dir', dataDir, '--port', '0', '--admin-port', '0'];
  const command = [process.execPath, ...servedWith, program, ...args];
  const child = startProgram('measured', command, {
    env: { LATCHKEY_ADMIN_SECRET: adminSecret },
  });
  const ready = await awaitLine(child, /^latchkey ready public=(\S+) admin=(\S+)$/m);
  const [, publicUrl = '', adminUrl = ''] = ready;
  const owner = createOwner(adminUrl, adminSecret);
  const small = publicUrl + (await addService(owner, 'Small', context.upstreams.small));
  const stream = publicUrl + (await addService(owner, 'Stream', context.upstreams.stream));
  const headers = { 'X-API-Key': await addKey(owner) };
  const callsOnRecord = async () => {
    const { totals } = await owner('usage.summary', { fromMs: 0, toMs: Date.now() + 60_000 });
    return Number(totals?.['calls']);
  };
  return { name: 'latchkey', child, small, stream, headers, callsOnRecord };
}
