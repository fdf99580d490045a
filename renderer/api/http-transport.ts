import * as z from 'zod';
import type { Reply } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import type { Channel } from './api';
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
const DOWN: Reply = {
  ok: false,
  error: { code: 'GATEWAY_DOWN', message: 'The gateway does not answer.' },
};
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

/** A channel over HTTP to the admin listener that served this page; ends the session when its token is refused. */
export function createHttpChannel(session: PanelSession): Channel {
  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${session.token ?? ''}`,
  });
  return {
    async send(name, input) {
      const reply = await fetch(`/admin/v1/${name}`, {
        method: 'POST',
        headers: { ...headers(), 'content-type': 'application/json' },
        body: JSON.stringify(input ?? {}),
      })
        .then(async (answer) => Envelope.parse(await answer.json()))
        .catch((): Reply => DOWN);
      if (!reply.ok && reply.error.code === 'ADMIN_REQUIRED') session.end();
      return reply;
    },
    listen: shareListen((listener) => followEvents(headers, () => session.end(), listener)),
  };
}

/** Follows the event stream until told to stop; after a gap everything counts as changed, since events may have been missed. */
function followEvents(
  headers: () => Record<string, string>,
  onRefused: () => void,
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
      const status = await readStream(headers(), stop.signal, onOpen, listener);
      if (status === 401) return onRefused();
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
