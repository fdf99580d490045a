import * as z from 'zod';
import type { Failure } from '#shared/contract/define';
import { OperationError } from '#shared/contract/errors';

const STORAGE_KEY = 'latchkey.panel';
const RENEW_BEFORE_END_MS = 5 * 60_000;
const Session = z.object({ token: z.string().min(1), expiresAt: z.string() });
type Session = z.infer<typeof Session>;

const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: Session }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

const DOWN: Failure = { code: 'GATEWAY_DOWN', message: 'The gateway does not answer.' };

/**
 * Threat: the token opens everything. It lives only in this tab's session storage and in a header, never in an address,
 * and it ends by itself 15 minutes after the tab has stopped renewing it.
 */
export class PanelSession {
  #session = $state.raw<Session | undefined>(readStored());
  #timer: ReturnType<typeof setTimeout> | undefined;
  isSignedIn = $derived(this.#session !== undefined);

  constructor() {
    this.#planRenewal();
  }

  get token(): string | undefined {
    return this.#session?.token;
  }

  /** Throws an OperationError that says why when the proof is not accepted. */
  async signIn(proof: { secret: string } | { code: string }): Promise<void> {
    this.#keep(await post('/admin/v1/session', proof));
  }

  /** Ends the token in the gateway too, as far as it can be reached. */
  signOut(): void {
    const { token } = this;
    this.end();
    // What comes back does not matter: the page has forgotten the token already.
    if (token !== undefined) void ask('/admin/v1/session/end', {}, token);
  }

  /** Forgets the token; the page shows the sign-in form again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#session = undefined;
    sessionStorage.removeItem(STORAGE_KEY);
  }

  #keep(session: Session): void {
    this.#session = session;
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
    this.#planRenewal();
  }

  #planRenewal(): void {
    clearTimeout(this.#timer);
    if (!this.#session) return;
    const leftMs = Date.parse(this.#session.expiresAt) - Date.now();
    this.#timer = setTimeout(
      () => void this.#renew(),
      Math.max(1000, leftMs - RENEW_BEFORE_END_MS),
    );
  }

  async #renew(): Promise<void> {
    const { token } = this;
    if (token === undefined) return;
    try {
      this.#keep(await post('/admin/v1/session/renew', {}, token));
    } catch (error) {
      if (error instanceof OperationError && error.code === 'ADMIN_REQUIRED') this.end();
      else this.#timer = setTimeout(() => void this.#renew(), 15_000);
    }
  }
}

function readStored(): Session | undefined {
  try {
    const stored = Session.safeParse(JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null'));
    return stored.success ? stored.data : undefined;
  } catch {
    return undefined; // not ours: sign in again
  }
}

/** The answer as JSON; undefined when there is none. */
const ask = (path: string, body: unknown, token?: string): Promise<unknown> =>
  fetch(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
    .then((answer): Promise<unknown> => answer.json())
    .catch(() => undefined);

async function post(path: string, body: unknown, token?: string): Promise<Session> {
  const reply = Answer.safeParse(await ask(path, body, token));
  if (!reply.success) throw new OperationError(DOWN);
  if (!reply.data.ok) throw new OperationError(reply.data.error);
  return reply.data.value;
}

/** Takes the one-time code out of the address, so that it stays in no history. */
export function takeCode(): string | undefined {
  const match = /^#code=([\w-]{4,40})$/.exec(location.hash);
  if (match) history.replaceState(null, '', location.pathname);
  return match?.[1];
}
