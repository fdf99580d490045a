import { text as readAll } from 'node:stream/consumers';
import type { KeySummary } from '#shared/contract/operations/keys';
import { parseKey } from '#shared/domain/key-format';
import type { CommandContext } from '../command';
import { CliError, EXIT, usageError, type ExitCode } from '../exit-code';
import { findKey } from '../key-reference';
import { safeJson, safeText } from '../safe-text';

const MEANING: Readonly<Record<string, string>> = {
  valid: 'The key is valid',
  mistyped: 'The key is mistyped: its check digits do not match',
  unknown: 'There is no such key',
  paused: 'The key is disabled for now',
  expired: 'The key has expired',
  revoked: 'The key has been revoked',
};

/** Longer than any id: everything else is asked of the gateway as a key, old and foreign ones too. */
const MAX_ID_LENGTH = 12;

/** What was typed is short, so it can only be an id: a person who has half a key in hand is told so. */
function findTyped(keys: readonly KeySummary[], typed: string): KeySummary {
  try {
    return findKey(keys, typed);
  } catch (thrown) {
    if (!(thrown instanceof CliError)) throw thrown;
    throw usageError(
      `${thrown.message}\nThat is no whole key either: one begins with "lk_" and has 63 characters, unless it was taken over from elsewhere. "latchkey list" shows the ids.`,
    );
  }
}

async function check(
  { api: connect }: CommandContext,
  typed: string,
): Promise<{ verdict: string; key: KeySummary | null }> {
  const api = await connect();
  if (typed.length > MAX_ID_LENGTH || parseKey(typed).form !== 'foreign') {
    return api.keys.check({ secret: typed });
  }
  const key = findTyped((await api.keys.list({})).keys, typed);
  return { verdict: key.state === 'active' ? 'valid' : key.state, key };
}

/** Says what a key is; ends with 0 for a valid one and 1 for any other. Never repeats what was typed. */
export async function validateKey(context: CommandContext): Promise<ExitCode> {
  const { given, terminal } = context;
  const word = given.word(0);
  const typed = word === '-' ? (await readAll(process.stdin)).trim() : word.trim();
  if (typed === '' || typed.length > 256) throw usageError('That is no key.');
  const reply = await check(context, typed);
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else {
    const whose = reply.key === null ? '' : `: "${safeText(reply.key.name, 60)}" (${reply.key.id})`;
    terminal.out(`${MEANING[reply.verdict] ?? reply.verdict}${whose}.\n`);
  }
  return reply.verdict === 'valid' ? EXIT.ok : EXIT.refused;
}
