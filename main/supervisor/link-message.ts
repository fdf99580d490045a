import * as z from 'zod';
import { events, type EventMessage } from '#shared/contract/events';
import { START_REASONS, type FromGateway } from '#shared/contract/gateway-link';

const Reply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
  }),
]);

const isEvent = (value: unknown): value is EventMessage => {
  const named = z.object({ name: z.string(), payload: z.unknown() }).safeParse(value);
  if (!named.success || !Object.hasOwn(events, named.data.name)) return false;
  return events[named.data.name as keyof typeof events].safeParse(named.data.payload).success;
};

const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    publicUrls: z.array(z.string()),
    adminUrl: z.string().nullable(),
  }),
  z.object({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    reason: z.enum(START_REASONS).optional().catch(undefined),
  }),
  z.object({ type: z.literal('keepSecret'), secret: z.string() }),
  z.object({ type: z.literal('reply'), id: z.number(), reply: Reply }),
  z.object({ type: z.literal('event'), event: z.custom<EventMessage>(isEvent) }),
  z.object({ type: z.literal('pong'), id: z.number() }),
  z.object({ type: z.literal('stopped') }),
]);

/** The message if it is one of the link's, undefined for anything else: a sick gateway must not take the desktop down. */
export function toLinkMessage(value: unknown): FromGateway | undefined {
  const parsed = Message.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
