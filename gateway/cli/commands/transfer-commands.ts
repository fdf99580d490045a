import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { askYes, YES } from '../ask-yes';
import type { Command, CommandContext } from '../command';
import { EXIT, usageError, type ExitCode } from '../exit-code';
import type { Given } from '../given';
import { localTime } from '../local-time';
import { safeJson, safeText } from '../safe-text';
import { OUTPUT_FLAG } from '../save-export';
import { findService } from '../service-reference';
import { textTable } from '../text-table';
import { writePrivateFile } from '../write-private-file';

const FORMATS = [
  'auto',
  'apikeys.json',
  'caddy_apikeys.json',
  'api_keys.txt',
  'hashes',
  'list',
] as const;

async function readContent(file: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  return readFile(file, 'utf8').catch(() => {
    throw usageError(`The file "${file}" cannot be read.`);
  });
}

type Api = Awaited<ReturnType<CommandContext['api']>>;

/** What the names of services in the file mean here; `name=none` lets a name go. */
async function readMap(api: Api, given: Given): Promise<Record<string, string | null>> {
  const { services } = await api.services.list({});
  const pairs = given.all('map').map((text): [string, string | null] => {
    const at = text.lastIndexOf('=');
    if (at < 1) throw usageError('--map takes a name of the file and a service: old=chat.');
    const [name, typed] = [text.slice(0, at), text.slice(at + 1)];
    if (typed === 'none' || typed === '*') return [name, typed === '*' ? '*' : null];
    return [name, findService(services, typed).id];
  });
  return Object.fromEntries(pairs);
}

type Preview = Awaited<ReturnType<Api['import']['preview']>>;

function showPreview({ terminal }: CommandContext, { format, entries, warnings, counts }: Preview) {
  const rows = entries.map((entry) => [
    entry.row,
    entry.hint || '(hash)',
    entry.name,
    entry.person ?? '-',
    [
      ...(entry.services === '*' ? ['all'] : entry.services),
      ...entry.unmatched.map((n) => `${n}?`),
    ].join(', ') || 'none',
    entry.expiresAt === null ? 'never' : localTime(entry.expiresAt),
    entry.verdict,
    [...(entry.weak ? ['weak'] : []), ...(entry.warning === null ? [] : [entry.warning])].join(
      '; ',
    ),
  ]);
  const headings = ['Row', 'Key', 'Name', 'Person', 'Services', 'Expires', 'What', 'Note'];
  terminal.out(textTable(headings, rows));
  for (const { row, message } of warnings) {
    terminal.err(`${row === null ? '' : `Row ${row}: `}${safeText(message, 500)}\n`);
  }
  const { new: added, exists, skipped, notRead } = counts;
  terminal.err(
    `${format}: ${added} new, ${exists} known, ${skipped} left out, ${notRead} not read.\n`,
  );
}

async function importKeys(context: CommandContext): Promise<ExitCode | void> {
  const { given, terminal, api: connect } = context;
  const content = await readContent(given.word(0));
  const format = FORMATS.find((each) => each === given.text('format')) ?? 'auto';
  const api = await connect();
  const asked = { content, format, decisions: { serviceMap: await readMap(api, given) } };
  const preview = await api.import.preview(asked);
  const isRun = given.isSet('run');
  const isJson = given.isSet('json');
  if (!isJson) showPreview(context, preview);
  else if (!isRun) terminal.out(`${safeJson(preview)}\n`);
  if (!isRun) return void (isJson || terminal.err('Nothing was changed: add --run to do it.\n'));
  if (preview.counts.new === 0) {
    if (isJson) terminal.out(`${safeJson(preview)}\n`);
    terminal.err('There is nothing new in it.\n');
    return EXIT.ok;
  }
  await askYes(context, `Take ${preview.counts.new} keys over?`);
  const reply = await api.import.run(asked);
  terminal.out(isJson ? `${safeJson(reply)}\n` : `Took ${reply.created} keys over.\n`);
}

async function exportKeys({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.import.exportClassic({});
  const output = given.text('output');
  if (output !== undefined) await writePrivateFile(output, reply.content);
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  if (output === undefined) terminal.out(reply.content);
  else terminal.out(`Saved ${safeText(output)} (${reply.count} keys).\n`);
  terminal.err(`${safeText(reply.note, 500)}\n`);
}

/** Keys from and for other gateways. */
export const transferCommands: readonly Command[] = [
  {
    path: ['import'],
    summary: 'Take keys of older gateways over; without --run only show what would happen',
    details:
      'Reads apikeys.json, caddy_apikeys.json, api_keys.txt, lists and hashes; "-" is stdin.',
    operands: [{ name: 'file' }],
    flags: [
      { name: 'run', text: 'do it, after a question' },
      YES,
      { name: 'format', value: 'FORMAT', choices: FORMATS, text: '"auto" when not said' },
      {
        name: 'map',
        value: 'NAME=SERVICE',
        isMany: true,
        text: 'what a service of the file is called here, "*" for all, "none" for no service',
      },
    ],
    example: 'latchkey import apikeys.json --map ollama=chat --run',
    needsGateway: true,
    run: importKeys,
  },
  {
    path: ['export-keys'],
    summary: 'The active keys in the form of older gateways, with hashes instead of keys',
    operands: [],
    flags: [{ ...OUTPUT_FLAG, text: 'a file instead of the screen' }],
    example: 'latchkey export-keys --output apikeys.json',
    needsGateway: true,
    run: exportKeys,
  },
];
