import { existsSync } from 'node:fs';
import path from 'node:path';
import { askYes, YES } from '../ask-yes';
import type { Command, CommandContext } from '../command';
import { localTime } from '../local-time';
import { PASSPHRASE_FLAG, readPassphrase } from '../passphrase';
import { safeJson, safeText } from '../safe-text';
import { OUTPUT_FLAG, saveExport } from '../save-export';
import { textFields } from '../text-table';

async function create(context: CommandContext): Promise<void> {
  const passphrase = await readPassphrase(context, true);
  const api = await context.api();
  await saveExport(context, await api.backup.create({ passphrase }));
  context.terminal.err(
    'Without its passphrase nobody can open it: keep both, apart from each other.\n',
  );
}

/** A file that is here, or the name of an export that the gateway still has. */
const toPlace = (typed: string) =>
  existsSync(typed) || path.isAbsolute(typed) ? { file: path.resolve(typed) } : { name: typed };

type Api = Awaited<ReturnType<CommandContext['api']>>;
type Contents = Awaited<ReturnType<Api['backup']['inspect']>>;

function show({ terminal }: CommandContext, contents: Contents): void {
  terminal.out(
    textFields([
      ['Made', localTime(contents.createdAt)],
      ['By version', contents.version],
      ['Bytes', contents.bytes],
      ['Services', contents.services],
      ['Keys', contents.keys],
      ['People', contents.people],
      ['Record of calls', contents.records ? 'yes' : 'no'],
    ]),
  );
  for (const { id, name, revokedAt } of contents.revokedSince) {
    const what = `"${safeText(name, 60)}" (${safeText(id)})`;
    terminal.err(
      `${what} has ended since, on ${safeText(localTime(revokedAt))}, and stays ended.\n`,
    );
  }
  for (const { id, name } of contents.pausedSince) {
    terminal.err(`"${safeText(name, 60)}" (${safeText(id)}) was paused since, and stays paused.\n`);
  }
}

async function inspect(context: CommandContext): Promise<void> {
  const { given, terminal } = context;
  const place = toPlace(given.word(0));
  const passphrase = await readPassphrase(context, false);
  const api = await context.api();
  const reply = await api.backup.inspect({ ...place, passphrase });
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else show(context, reply);
}

async function restore(context: CommandContext): Promise<void> {
  const { given, terminal } = context;
  const source = { ...toPlace(given.word(0)), passphrase: await readPassphrase(context, false) };
  const api = await context.api();
  const contents = await api.backup.inspect(source);
  const isJson = given.isSet('json');
  if (!isJson) show(context, contents);
  await askYes(context, 'Put this in place of everything at the next start?');
  const records = !given.isSet('without-records');
  const reply = await api.backup.restore({ ...source, records, reviveKeys: given.all('revive') });
  if (isJson) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(
    `It is put in place when Latchkey starts the next time. The present state is kept in ${safeText(reply.keptAs)}.\n` +
      'Changed your mind? "latchkey backup cancel".\n',
  );
}

async function cancel({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.backup.cancelRestore({});
  const said = reply.cancelled ? 'The restore was forgotten.' : 'No restore was waiting.';
  terminal.out(given.isSet('json') ? `${safeJson(reply)}\n` : `${said}\n`);
}

/** Everything in one encrypted file, and back. */
export const backupCommands: readonly Command[] = [
  {
    path: ['backup', 'create'],
    summary: 'Save settings, keys and records in one encrypted file',
    operands: [],
    flags: [PASSPHRASE_FLAG, OUTPUT_FLAG],
    example: 'latchkey backup create --output /mnt/usb/',
    needsGateway: true,
    run: create,
  },
  {
    path: ['backup', 'inspect'],
    summary: 'Check a backup from its first to its last byte and say what it holds',
    operands: [{ name: 'file' }],
    flags: [PASSPHRASE_FLAG],
    example: 'latchkey backup inspect latchkey.backup',
    needsGateway: true,
    run: inspect,
  },
  {
    path: ['backup', 'restore'],
    summary: 'Put a backup in place at the next start; the present state is kept beside it',
    operands: [{ name: 'file' }],
    flags: [
      PASSPHRASE_FLAG,
      YES,
      { name: 'without-records', text: 'settings and keys only, not the record of calls' },
      {
        name: 'revive',
        value: 'ID',
        isMany: true,
        text: 'a key that has ended since and shall work again',
      },
    ],
    example: 'latchkey backup restore latchkey.backup --yes',
    needsGateway: true,
    run: restore,
  },
  {
    path: ['backup', 'cancel'],
    summary: 'Forget a restore that waits for the next start',
    operands: [],
    flags: [],
    example: 'latchkey backup cancel',
    needsGateway: true,
    run: cancel,
  },
];
