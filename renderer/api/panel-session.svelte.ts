import * as z from 'zod';
import type { Failure } from '#shared/contract/define';
import { OperationError } from '#shared/contract/errors';
import { DOWN, ENDED, endsSession } from './ended-session';
import { SharedAnswer } from './shared-answer';

const STORAGE_KEY = 'latchkey.panel';
const RENEW_BEFORE_END_MS = 5 * 60_000;
const Session = z.object({ token: z.string().min(1), expiresAt: z.string() });
type Session = z.infer<typeof Session>;

const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: Session }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/**
 * Threat: the token opens everything. It lives only in this tab's session storage and in a header, never in an address,
 * and it ends by itself 15 minutes after the tab has stopped renewing it.
 */
export class PanelSession {
  #session = $state.raw<Session | undefined>(readStored());
  /** Why the owner must sign in again, until it is done: before its time (a restart), or after it was not renewed. */
  ended = $state<'early' | 'unused' | undefined>();
  readonly #holds = new SharedAnswer(() => this.#renew());
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
    this.ended = undefined;
    this.#holds.put(undefined);
  }

  /** Ends the token in the gateway too, as far as it can be reached. */
  signOut(): void {
    const { token } = this;
    this.end();
    // What comes back does not matter: the page has forgotten the token already.
    if (token !== undefined) void ask('/admin/v1/session/end', {}, token);
  }

  /** Why nothing can be asked now. After a page load or a break one request finds out, and all others wait for it. */
  confirm(): Promise<Failure | undefined> {
    return this.#holds.get();
  }

  /** The line broke: the gateway may have been started again, and knows no token of before. */
  doubt(): void {
    this.#holds.forget();
  }

  /** The gateway does not take the token any more. */
  refused(): void {
    if (!this.#session) return;
    this.ended = Date.now() < Date.parse(this.#session.expiresAt) ? 'early' : 'unused';
    this.end();
  }

  /** Forgets the token; the page shows the sign-in form again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#session = undefined;
    this.#holds.put(ENDED);
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
      () => this.#confirmAnew(),
      Math.max(1000, leftMs - RENEW_BEFORE_END_MS),
    );
  }

  #confirmAnew(): void {
    this.doubt();
    void this.confirm();
  }

  async #renew(): Promise<Failure | undefined> {
    const { token } = this;
    if (token === undefined) return ENDED;
    try {
      const session = await post('/admin/v1/session/renew', {}, token);
      // Signed out, or in again, in the meantime: that counts.
      if (this.token === token) this.#keep(session);
      return undefined;
    } catch (error) {
      if (this.token !== token) return undefined;
      return this.#giveUp(error instanceof OperationError ? error : DOWN);
    }
  }

  #giveUp({ code, message }: Failure): Failure {
    if (endsSession({ code, message })) {
      this.refused();
      return ENDED;
    }
    this.doubt();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#confirmAnew(), 15_000);
    return { code, message };
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
