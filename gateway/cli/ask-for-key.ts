import { cancel, intro, isCancel, multiselect, text, type TextOptions } from '@clack/prompts';
import type { CommandContext } from './command';
import { EXIT, type ExitCode } from './exit-code';
import { toExpiry } from './key-fields';
import { printNewSecret } from './new-secret';
import { safeText } from './safe-text';

class Cancelled extends Error {}

/** The words that were typed; a pressed Ctrl+C ends the questions without having changed anything. */
async function askText(question: TextOptions): Promise<string> {
  const answer = await text(question);
  if (isCancel(answer)) throw new Cancelled();
  return answer.trim();
}

const daysOrNothing = (typed: string | undefined): string | undefined => {
  try {
    toExpiry(typed?.trim() || 'never', new Date());
    return undefined;
  } catch {
    return 'Type days from 1 to 3650, or nothing.';
  }
};

async function askServices(services: readonly { id: string; name: string }[]) {
  const options = [
    { value: '*', label: 'All of them, later ones too' },
    ...services.map(({ id, name }) => ({ value: id, label: safeText(name, 60) })),
  ];
  const message = 'What may it use? (space chooses)';
  const chosen = await multiselect({ message, options, required: true });
  if (isCancel(chosen)) throw new Cancelled();
  return chosen.includes('*') ? ('*' as const) : chosen;
}

async function askAndCreate({ api: connect, given, terminal, now }: CommandContext) {
  const api = await connect();
  const { services } = await api.services.list({});
  intro('A new key');
  const person = await askText({
    message: 'Whose key is it?',
    placeholder: 'mum',
    defaultValue: '',
  });
  const chosen = await askServices(services);
  const name = await askText({
    message: 'What is it for?',
    placeholder: 'kitchen tablet',
    validate: (typed) => (typed?.trim() ? undefined : 'A few words tell keys apart later.'),
  });
  const days = await askText({
    message: 'In how many days does it end by itself? (nothing: never)',
    defaultValue: '',
    validate: daysOrNothing,
  });
  const reply = await api.keys.create({
    name,
    services: chosen,
    ...(person === '' ? {} : { person }),
    expiresAt: toExpiry(days || 'never', now()),
  });
  printNewSecret({ given, terminal }, reply, `Key "${safeText(reply.key.name)}":`);
}

/** Asks a person for what a new key needs, and makes it. Nothing is made when the questions are cancelled. */
export async function askForKey(context: CommandContext): Promise<ExitCode> {
  try {
    await askAndCreate(context);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    cancel('No key was made.');
    return EXIT.refused;
  }
}
