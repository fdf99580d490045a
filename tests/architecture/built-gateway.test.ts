import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatKey } from '#shared/domain/key-format';
import { root } from './source-tree';

const bundle = path.join(root, 'out/gateway');
const headless = path.join(bundle, 'headless.js');
const READY =
  /^latchkey ready public=(http:\/\/127\.0\.0\.1:\d+) admin=(http:\/\/127\.0\.0\.1:\d+)$/;

beforeAll(() => {
  if (!existsSync(headless)) throw new Error('There is no build to look at. Run: npm run build');
});

describe('the built gateway', () => {
  test('carries no trace of Electron or the keychain', async () => {
    const shell = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)["'](?:electron|keytar)["']/;
    const files = readdirSync(bundle).filter((file) => /\.c?js$/.test(file));
    const tainted = [];
    for (const file of files) {
      if (shell.test(await readFile(path.join(bundle, file), 'utf8'))) tainted.push(file);
    }
    expect(files).toContain('headless.js');
    expect(tainted).toEqual([]);
  });

  test('S000-51, S001-4: boots on plain Node, says one line on stdout and tells its state to the owner', async () => {
    await using gateway = await boot();
    const answer = await fetch(`${gateway.admin}/admin/v1/status.get`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.secret}`,
        'content-type': 'application/json',
      },
      body: '{}',
    });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ok: true });
    expect(gateway.lines).toHaveLength(1);
  });

  test('writes a receipt as PDF: its fonts and the writer are in the bundle', async () => {
    await using gateway = await boot();
    const ask = async (name: string, input: object) => {
      const answer = await fetch(`${gateway.admin}/admin/v1/${name}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.secret}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(input),
      });
      return ((await answer.json()) as { value: Record<string, never> }).value;
    };
    const { person } = await ask('people.create', { name: 'Żółw' });
    const { id } = person as unknown as { id: string };
    const input = { person: id, month: '2026-11', format: 'pdf' };
    const { name } = await ask('billing.receipt', input);
    const file = await fetch(`${gateway.admin}/admin/v1/exports/${String(name)}`, {
      headers: { authorization: `Bearer ${gateway.secret}` },
    });
    const pdf = Buffer.from(await file.arrayBuffer()).toString('latin1');

    expect(pdf.startsWith('%PDF-1.')).toBe(true);
    expect(pdf.match(/\/FontFile2/g)).toHaveLength(2);
  });
});

async function boot() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-boot-'));
  const secret = formatKey('lka', 'boot000000', 'b'.repeat(43));
  const child = spawn(
    process.execPath,
    [headless, '--data-dir', dataDir, '--port', '0', '--admin-port', '0'],
    { env: { ...process.env, LATCHKEY_ADMIN_SECRET: secret }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { admin, lines } = await readyLine(child);
    return { admin, secret, lines, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves when the gateway says it is ready; rejects with what it said on stderr when it ends or dawdles. */
async function readyLine(child: ChildProcess): Promise<{ admin: string; lines: string[] }> {
  const lines: string[] = [];
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new Error(`no ready line after 20 seconds: ${complaint}`));
    setTimeout(tooLate, 20_000).unref();
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      const admin = READY.exec(line)?.[2];
      if (admin) resolve({ admin, lines });
    });
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}: ${complaint}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 8_000);
  await gone;
  clearTimeout(patience);
}
