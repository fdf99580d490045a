import * as z from 'zod';
import type { Reply } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import type { Channel } from './api';
import { DOWN, endsSession } from './ended-session';
import { createEventReader } from './event-lines';
import type { PanelSession } from './panel-session.svelte';
import { shareListen } from './share-listen';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** The gateway sends a sign of life every 15 seconds: three missed ones mean that the line is dead. */
const SILENCE_MS = 45_000;

const Envelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
  }),
]);
const GROUPS = [
  'status',
  'services',
  'keys',
  'network',
  'settings',
  'usage',
  'security',
  'pairing',
] as const;

type Session = Pick<PanelSession, 'token' | 'confirm' | 'doubt' | 'refused'>;

/** A channel over HTTP to the admin listener that served this page. Nothing is sent with a token that was refused, which ends the session. */
export function createHttpChannel(session: Session): Channel {
  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${session.token ?? ''}`,
  });
  return {
    async send(name, input) {
      const why = await session.confirm();
      if (why) return { ok: false, error: why };
      const reply = await fetch(`/admin/v1/${name}`, {
        method: 'POST',
        headers: { ...headers(), 'content-type': 'application/json' },
        body: JSON.stringify(input ?? {}),
      })
        .then(async (answer) => Envelope.parse(await answer.json()))
        .catch((): Reply => ({ ok: false, error: DOWN }));
      if (!reply.ok && reply.error.code === DOWN.code) session.doubt();
      if (!reply.ok && endsSession(reply.error)) session.refused();
      return reply;
    },
    listen: shareListen((listener) => followEvents(headers, session, listener)),
  };
}

/** Follows the event stream until told to stop; after a gap everything counts as changed, since events may have been missed. */
function followEvents(
  headers: () => Record<string, string>,
  session: Session,
  listener: (event: EventMessage) => void,
): () => void {
  const stop = new AbortController();
  const follow = async () => {
    let waitMs = FIRST_WAIT_MS;
    for (let tries = 0; !stop.signal.aborted; tries++) {
      const onOpen = () => {
        waitMs = FIRST_WAIT_MS;
        if (tries > 0)
          for (const group of GROUPS) listener({ name: 'changed', payload: { group } });
      };
      const why = await session.confirm();
      if (stop.signal.aborted || (why && endsSession(why))) return;
      const status = why ? 0 : await readStream(headers(), stop.signal, onOpen, listener);
      if (status === 401) return session.refused();
      if (!stop.signal.aborted) session.doubt();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  };
  void follow();
  return () => stop.abort();
}

async function readStream(
  headers: Record<string, string>,
  stopped: AbortSignal,
  onOpen: () => void,
  listener: (event: EventMessage) => void,
): Promise<number> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const signal = AbortSignal.any([stopped, silence.signal]);
    const answer = await fetch('/admin/v1/events', { headers, signal });
    if (!answer.ok || !answer.body) return answer.status;
    onOpen();
    const read = createEventReader(listener);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      read(part.value);
    }
  } catch {
    // Cut or silent: the caller connects again.
  } finally {
    clearTimeout(timer);
  }
  return 0;
}
