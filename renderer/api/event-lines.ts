import { events, type EventMessage, type EventName } from '#shared/contract/events';

const isEventName = (name: unknown): name is EventName =>
  typeof name === 'string' && Object.hasOwn(events, name);

function toEvent(line: string): EventMessage | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null || !('name' in message)) return undefined;
    const { name } = message;
    if (!isEventName(name) || !('payload' in message)) return undefined;
    const payload = events[name].safeParse(message.payload);
    return payload.success ? ({ name, payload: payload.data } as EventMessage) : undefined;
  } catch {
    return undefined; // half a line of a cut stream
  }
}

/** Reads `text/event-stream` in pieces of any size; what is not a known, well-formed event is skipped. */
export function createEventReader(onEvent: (event: EventMessage) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = line.startsWith('data:') ? toEvent(line.slice(5)) : undefined;
      if (event) onEvent(event);
    }
  };
}
