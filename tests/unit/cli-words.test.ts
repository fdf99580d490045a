import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAdminTransport } from '../../gateway/cli/admin-api';
import { COMMANDS } from '../../gateway/cli/command-table';
import { EXIT } from '../../gateway/cli/exit-code';
import { commandHelp } from '../../gateway/cli/help-text';
import { readKeychainSecret } from '../../gateway/cli/keychain-secret';
import { findKey } from '../../gateway/cli/key-reference';
import { findCommand, flagsOf, readArguments } from '../../gateway/cli/read-arguments';
import { toServices } from '../../gateway/cli/service-reference';
import { safeJson, safeText } from '../../gateway/cli/safe-text';

describe('S000-28: a short id is enough for a key', () => {
  const keys = ['Abcdef1111', 'Abcdef2222', 'Zzzzzz3333'].map((id) => ({
    id,
    name: 'Phone',
    state: 'active' as const,
  }));

  test('as long as it is the only one', () => {
    expect(findKey(keys, 'Zzzz').id).toBe('Zzzzzz3333');
    expect(findKey(keys, 'Abcdef2').id).toBe('Abcdef2222');
    expect(findKey(keys, 'lk_Zzzzzz').id).toBe('Zzzzzz3333');
    expect(findKey(keys, 'Abcdef1111').id).toBe('Abcdef1111');
  });

  test('several that fit are listed, and nothing is chosen', () => {
    expect(() => findKey(keys, 'Abcdef')).toThrow(/Abcdef1111[\s\S]*Abcdef2222/);
  });

  test('three characters are too few, and the case counts', () => {
    expect(() => findKey(keys, 'Zzz')).toThrow(/at least 4/);
    expect(() => findKey(keys, 'zzzz')).toThrow(/No key has an id/);
  });
});

test('services are named by id, name, or name in an address, several with commas, and * is all', () => {
  const services = [
    { id: '1', name: 'Chat', gatewayPath: '/proxy/chat' },
    { id: '2', name: 'My speech', gatewayPath: '/proxy/my-speech' },
    { id: '3', name: 'One, two', gatewayPath: '/proxy/3' },
  ];
  expect(toServices(services, '*')).toBe('*');
  expect(toServices(services, 'chat, my-speech,1')).toEqual(['1', '2']);
  expect(toServices(services, 'One, two')).toEqual(['3']);
  expect(() => toServices(services, 'picture')).toThrow(/Chat, My speech/);
});

describe('one table', () => {
  test('every command has a help with an example that it understands itself', () => {
    for (const command of COMMANDS) {
      const help = commandHelp(command);
      expect(help).toContain(command.example);
      const words = [...command.example.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
        (match) => match[1] ?? match[2] ?? match[3] ?? '',
      );
      const end = words.findIndex((word) => word === '<' || word === '>');
      const typed = words.slice(1, end < 0 ? undefined : end);
      expect(findCommand(COMMANDS, typed)?.command).toBe(command);
      const taken = findCommand(COMMANDS, typed)?.taken ?? 0;
      expect(() => readArguments(command, typed.slice(taken))).not.toThrow();
    }
  });

  test('no command takes the admin secret as an option, no short option stands for two', () => {
    for (const command of COMMANDS) {
      const flags = flagsOf(command);
      expect(flags.map(({ name }) => name)).not.toContain('secret');
      const shorts = flags.flatMap(({ short }) => short ?? []);
      expect(new Set(shorts).size).toBe(shorts.length);
    }
  });

  test('the exit codes are told in every help', () => {
    const helps = COMMANDS.map(commandHelp);
    for (const [help, code] of helps.flatMap((each) =>
      Object.values(EXIT).map((exit) => [each, exit] as const),
    )) {
      expect(help).toMatch(new RegExp(`^ {2}${code} `, 'm'));
    }
  });
});

test('`npx latchkey` on a fresh copy finds a script that may be run', async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const manifest: unknown = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const { bin } = z.object({ bin: z.object({ latchkey: z.string() }) }).parse(manifest);
  const script = path.join(root, bin.latchkey);
  expect(await readFile(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  if (process.platform !== 'win32') expect((await stat(script)).mode & 0o111).toBe(0o111);
});

test('text of strangers is shown and never obeyed', () => {
  expect(safeText('a\u001b[31m\u0000\u202eb')).toBe('a\\x1b[31m\\x00\\u202eb');
  expect(safeText('x'.repeat(300), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(JSON.parse(safeJson({ a: '\u009b\u202e\n' }))).toEqual({ a: '\u009b\u202e\n' });
  expect(safeJson({ a: '\u009b' })).not.toContain('\u009b');
});

describe('the keychain is asked by a process that is thrown away', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'latchkey-keychain-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const worker = async (name: string, code: string) => {
    const file = path.join(folder, `${name}.mjs`);
    await writeFile(file, code);
    return file;
  };

  test('what it finds is used, for the data folder that was named', async () => {
    const echo = await worker(
      'echo',
      `process.once('message', (q) => process.send({ type: 'found', secret: JSON.stringify(q) }));`,
    );
    const asked: unknown = JSON.parse((await readKeychainSecret('/some/folder', echo)) ?? '{}');
    expect(asked).toEqual({ type: 'read', service: 'Latchkey', account: 'admin /some/folder' });
  });

  test('one that hangs, ends, is missing or says something else is no secret', async () => {
    const hangs = await worker('hangs', 'setInterval(() => {}, 1000);');
    const ends = await worker('ends', 'process.exit(0);');
    const odd = await worker(
      'odd',
      `process.once('message', () => process.send({ type: 'absent' }));`,
    );
    expect(await readKeychainSecret(undefined, hangs, 200)).toBeUndefined();
    expect(await readKeychainSecret(undefined, ends)).toBeUndefined();
    expect(await readKeychainSecret(undefined, odd)).toBeUndefined();
    expect(await readKeychainSecret(undefined, path.join(folder, 'none'))).toBeUndefined();
  });
});

test('the help names --limit as another word for --rate, and a key at rest is paused everywhere', () => {
  const helpOf = (verb: string) => {
    const command = COMMANDS.find(({ path: words }) => words.join(' ') === `keys ${verb}`);
    return command ? commandHelp(command) : '';
  };
  expect(helpOf('generate')).toContain('the same as --rate');
  for (const verb of ['list', 'disable', 'enable']) {
    expect(helpOf(verb).toLowerCase()).toContain('pause');
    expect(helpOf(verb)).not.toContain('disabled');
  }
});

test('a gateway without an admin secret says what to do next', async () => {
  const refused = { ok: false, error: { code: 'ADMIN_NOT_SET', message: 'None has been set up.' } };
  const server = createServer((_req, res) => void res.end(JSON.stringify(refused)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const asked = createAdminTransport(url, undefined)('status.get', {});
  await expect(asked).rejects.toThrow(/Settings[\s\S]*--new-admin-secret/);
  server.close();
});
