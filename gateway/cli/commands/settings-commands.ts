import { Settings } from '#shared/contract/operations/system';
import type { Command, CommandContext } from '../command';
import { usageError } from '../exit-code';
import { safeJson } from '../safe-text';
import { textFields } from '../text-table';

const NAMES = Object.keys(Settings.shape);

const checkName = (name: string): string => {
  if (NAMES.includes(name)) return name;
  throw usageError(`There is no such setting. There are: ${NAMES.join(', ')}.`);
};

const toText = (value: unknown): string =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.join(', ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text; // A word without quotes is meant as text.
  }
};

/** What was typed, as the kind of value that the setting has now. */
function toValue(typed: string, current: unknown): unknown {
  if (typeof current === 'string') return typed;
  const isWordList = Array.isArray(current) && !typed.trim().startsWith('[');
  if (isWordList) return typed.split(',').flatMap((word) => word.trim() || []);
  if (typeof current === 'boolean' && /^(on|off)$/.test(typed)) return typed === 'on';
  return parseJson(typed);
}

async function get({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const [name] = given.words;
  if (name !== undefined) checkName(name);
  const api = await connect();
  const reply = await api.settings.get({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const rows = Object.entries(reply.settings).map(([key, value]) => [key, toText(value)] as const);
  const [only] = rows.filter(([key]) => key === name);
  terminal.out(only ? `${only[1]}\n` : textFields(rows));
}

async function set({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const name = checkName(given.word(0));
  const api = await connect();
  const { settings, revision } = await api.settings.get({});
  const current = Object.entries(settings).find(([key]) => key === name)?.[1];
  const wanted = { [name]: toValue(given.word(1), current) };
  const fields = Settings.partial().safeParse(wanted);
  if (!fields.success) {
    const [issue] = fields.error.issues;
    throw usageError(`That is no value for ${name}: ${issue?.message ?? 'not valid'}.`);
  }
  const reply = await api.settings.update({ ...fields.data, ifRevision: revision });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const now = Object.entries(reply.settings).find(([key]) => key === name)?.[1];
  terminal.out(textFields([[name, toText(now)]]));
}

/** Reading and changing the settings, one by one. */
export const settingsCommands: readonly Command[] = [
  {
    path: ['settings', 'get'],
    summary: 'The settings, or one of them',
    operands: [{ name: 'name', isOptional: true, choices: NAMES }],
    flags: [],
    example: 'latchkey settings get publicPort',
    needsGateway: true,
    run: get,
  },
  {
    path: ['settings', 'set'],
    summary: 'Change a setting',
    details: 'Lists take words between commas, switches take on or off.',
    operands: [{ name: 'name', choices: NAMES }, { name: 'value' }],
    flags: [],
    example: 'latchkey settings set allowedHosts "gateway.lan,gateway.tail1234.ts.net"',
    needsGateway: true,
    run: set,
  },
];
