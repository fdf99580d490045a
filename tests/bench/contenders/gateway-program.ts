import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { awaitLine, startProgram } from '../child-process.ts';

const program = path.resolve(import.meta.dirname, '../../../out/gateway/headless.js');

/** The switches of Node under which `npm run serve` starts it; scripts/bench.mjs passes them on. */
const servedWith = (process.env['LATCHKEY_SERVE_SWITCHES'] ?? '').split(' ').filter(Boolean);

interface Reply {
  readonly ok: boolean;
  readonly value?: Record<string, Record<string, unknown>>;
  readonly error?: unknown;
}

/** Asks the admin API as the owner; rejects with the error when it says no. */
export type Owner = (
  operation: string,
  input: unknown,
) => Promise<Record<string, Record<string, unknown>>>;

const createOwner =
  (adminUrl: string, adminSecret: string): Owner =>
  async (operation, input) => {
    const answer = await fetch(`${adminUrl}/admin/v1/${operation}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const reply = (await answer.json()) as Reply;
    if (!reply.ok || !reply.value) throw new Error(`${operation}: ${JSON.stringify(reply.error)}`);
    return reply.value;
  };

/** A gateway that runs, and the way to ask it. */
export interface GatewayProgram {
  readonly child: ChildProcess;
  readonly publicUrl: string;
  readonly adminUrl: string;
  readonly adminSecret: string;
  readonly owner: Owner;
}

/** Starts the built gateway as it is served. A folder that knows an owner already needs that owner's secret. */
export async function startGatewayProgram(
  dataDir: string,
  adminSecret = `lka_${randomBytes(24).toString('hex')}`,
): Promise<GatewayProgram> {
  if (!existsSync(program)) throw new Error('it is not built; run npm run build');
  const args = ['--data-dir', dataDir, '--port', '0', '--admin-port', '0'];
  const command = [process.execPath, ...servedWith, program, ...args];
  const child = startProgram('measured', command, {
    env: { LATCHKEY_ADMIN_SECRET: adminSecret },
  });
  const ready = await awaitLine(child, /^latchkey ready public=(\S+) admin=(\S+)$/m);
  const [, publicUrl = '', adminUrl = ''] = ready;
  const owner = createOwner(adminUrl, adminSecret);
  return { child, publicUrl, adminUrl, adminSecret, owner };
}
