import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runCliProcess } from '../support/cli-process';
import { startGateway } from '../support/start-gateway';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'latchkey-cli-logs-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const MIB = 1_048_576;
const two = (value: number): string => String(value).padStart(2, '0');

/** A line of either form in which nothing repeats but the shape: the worst case for a table. */
function strangeLine(at: number): string {
  const time = `${two(at % 24)}:${two(at % 60)}:${two((at * 7) % 60)}`;
  const ip = `10.${at % 251}.${(at * 3) % 241}.${(at * 7) % 239}`;
  return at % 2 === 0
    ? `2026-11-21 ${time} | INFO | AUTHORIZED | POST /chat/${at} | User: user ${at} | Service: s${at % 97} | IP: ${ip}\n`
    : `2026-11-21T${time}.045000Z | key${at} | GET /v1/${at * 31} | 401\n`;
}

async function writeLog(name: string, bytes: number): Promise<string> {
  const file = path.join(folder, name);
  const stream = createWriteStream(file);
  let written = 0;
  for (let at = 0; written < bytes;) {
    let block = '';
    for (; block.length < 65_536; at++) block += strangeLine(at);
    written += block.length;
    if (!stream.write(block)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
  return file;
}

const TELL_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("kib="+process.resourceUsage().maxRSS))';

const launcher = new URL('../../scripts/node-runtime.mjs', import.meta.url).href;
/** The switches that `latchkey` gives to Node. */
const cliSwitches = async (): Promise<readonly string[]> =>
  z.object({ CLI_SWITCHES: z.array(z.string()) }).parse(await import(launcher)).CLI_SWITCHES;

/** The most memory that the analysis of a file had, in bytes. */
async function memoryFor(file: string): Promise<number> {
  const { code, err } = await runCliProcess(
    ['logs', 'analyze', '--log-file', file, '--hours', 'all', '--users', '--suspicious'],
    { nodeArgs: [...(await cliSwitches()), '--import', TELL_MEMORY] },
  );
  expect(code).toBe(0);
  return Number(/kib=(\d+)/.exec(err)?.[1]) * 1024;
}

test('the memory of an analysis does not grow with the log, even if no name comes twice', async () => {
  const small = await memoryFor(await writeLog('small.log', 2 * MIB));
  const large = await memoryFor(await writeLog('large.log', 32 * MIB));
  expect(large).toBeLessThan(150 * MIB);
  expect(large - small).toBeLessThan(48 * MIB);
}, 120_000);

test('S000-42 S002-14: the record that the gateway itself has written is understood, line by line', async () => {
  const gateway = await startGateway();
  try {
    await fetch(`${gateway.publicUrl}/v1/models`, {
      headers: { 'x-api-key': 'sk-wrong-and-long-enough' },
    });
    await gateway.api.keys.create({ name: 'Phone', services: '*' });
    const { lines } = await gateway.api.audit.verify({});
    const { code, out } = await runCliProcess([
      ...['logs', 'analyze', '--data-dir', gateway.dataDir, '--json'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      lines,
      broken: { count: 0 },
      forms: { audit: lines },
      events: { UNAUTHORIZED: 1, ADMIN: 1 },
    });
  } finally {
    await gateway.stop();
  }
});

test('the completion is a script that bash reads, and offers commands, options and choices', async () => {
  const { code, out } = await runCliProcess(['completion', 'bash']);
  expect(code).toBe(0);
  const script = path.join(folder, 'completion.bash');
  await writeFile(script, out);
  expect(spawnSync('bash', ['-n', script]).status).toBe(0);
  const offered = (...words: string[]) => {
    const typed = words.map((word) => `'${word}'`).join(' ');
    const run = `source '${script}'; COMP_WORDS=(latchkey ${typed}); COMP_CWORD=${words.length}; _latchkey; echo "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', run], { encoding: 'utf8' }).stdout.trim().split(' ');
  };
  expect(offered('gen')).toEqual(['generate']);
  expect(offered('keys', 'ro')).toEqual(['rotate']);
  expect(offered('rotate', 'Ab12', '--overlap', '2')).toEqual(['24h']);
  expect(offered('logs', 'analyze', '--susp')).toEqual(['--suspicious']);
  expect(offered('call', 'audit.v')).toEqual(['audit.verify']);
  for (const shell of ['zsh', 'fish']) {
    expect((await runCliProcess(['completion', shell])).out).toContain('overlap');
  }
  expect(await readFile(script, 'utf8')).not.toMatch(/lka?_[0-9A-Za-z]{10}/);
});
