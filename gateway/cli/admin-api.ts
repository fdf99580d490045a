import * as z from 'zod';
import type { Reply, Transport } from '#shared/contract/define';
import { CliError, EXIT } from './exit-code';

/** The longest a command waits for its answer: a service that is tested may take its time. */
const ANSWER_LIMIT_MS = 120_000;

const ReplyShape = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
  }),
]);

const notRunning = (url: URL): CliError =>
  new CliError(
    EXIT.notRunning,
    `Latchkey does not answer at ${url.origin}.\n` +
      'Start it with "npm start" (or "npm run serve"), or say where it is with --url.',
  );

const noAnswer = (url: URL, error: unknown): CliError => {
  if (!(error instanceof Error && error.name === 'TimeoutError')) return notRunning(url);
  return new CliError(EXIT.notRunning, `Latchkey at ${url.origin} did not answer in time.`);
};

const NO_SECRET =
  'The admin secret is needed. Name a file that holds it with --secret-file or LATCHKEY_ADMIN_SECRET_FILE,\n' +
  'or set LATCHKEY_ADMIN_SECRET. The first start prints it; the window shows a new one under Settings.';
const NOT_SET =
  'Open the window of Latchkey and make one under Settings, then name a file that holds it with --secret-file\n' +
  'or LATCHKEY_ADMIN_SECRET_FILE. Where there is no window, start once with --new-admin-secret.';
const WRONG_SECRET =
  'The admin secret is not the one of this gateway. Lost it? Start once with --new-admin-secret.';

const DENIALS: ReadonlySet<string> = new Set(['ADMIN_REQUIRED', 'SESSION_ENDED', 'ADMIN_NOT_SET']);

async function readReply(answer: Response, url: URL): Promise<Reply> {
  const body: unknown = await answer.json().catch(() => undefined);
  const reply = ReplyShape.safeParse(body);
  if (!reply.success) {
    throw new CliError(EXIT.notRunning, `What answers at ${url.origin} is not Latchkey's panel.`);
  }
  return reply.data.ok ? { ok: true, value: reply.data.value } : reply.data;
}

/** Sends operations to the admin address with this secret. Rejects with CliError for what no operation says. */
export const createAdminTransport =
  (url: URL, secret: string | undefined): Transport =>
  async (name, input) => {
    const authorization = secret === undefined ? undefined : { authorization: `Bearer ${secret}` };
    const answer = await fetch(new URL(`/admin/v1/${name}`, url), {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify(input ?? {}),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch((error: unknown) => {
      throw noAnswer(url, error);
    });
    const reply = await readReply(answer, url);
    if (reply.ok || !DENIALS.has(reply.error.code)) return reply;
    const isNotSet = reply.error.code === 'ADMIN_NOT_SET';
    const why = secret === undefined ? NO_SECRET : WRONG_SECRET;
    throw new CliError(EXIT.noAccess, isNotSet ? `${reply.error.message}\n${NOT_SET}` : why);
  };

/** Fetches a finished export from the admin address. Rejects with CliError when there is none. */
export const createAdminDownload =
  (url: URL, secret: string | undefined) =>
  async (name: string): Promise<AsyncIterable<Uint8Array>> => {
    const answer = await fetch(new URL(`/admin/v1/exports/${encodeURIComponent(name)}`, url), {
      headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
      redirect: 'error',
    }).catch((error: unknown) => {
      throw noAnswer(url, error);
    });
    if (answer.ok && answer.body) return answer.body;
    await answer.body?.cancel();
    throw new CliError(EXIT.refused, `The file could not be fetched (${answer.status}).`);
  };
