import type { EventMessage, EventName, Events } from '#shared/contract/events';
import type { AuditEntry } from '#shared/contract/operations/records';

/** Push events to every window and panel. A slow listener never holds the gateway up. */
export interface EventHub {
  emit<Name extends EventName>(name: Name, payload: Events[Name]): void;
  listen(listener: (event: EventMessage) => void): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: EventMessage) => void>();
  return {
    emit(name, payload) {
      const event = { name, payload } as EventMessage;
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Runs `action` at once for the first call and then at most every `everyMs`, with the last state. */
export function createThrottle(
  action: () => void,
  everyMs: number,
): { poke(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const run = () => {
    action();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        run();
      }
    }, everyMs).unref();
  };
  return {
    poke() {
      if (timer) again = true;
      else run();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

const AUDIT_BATCH = 100;

/** Gathers audit entries and sends them at most four times a second, the newest hundred of each batch. */
export function createAuditFeed(hub: EventHub): { add(entry: AuditEntry): void; stop(): void } {
  let waiting: AuditEntry[] = [];
  let dropped = 0;
  const throttle = createThrottle(() => {
    hub.emit('audit', { entries: waiting, dropped });
    waiting = [];
    dropped = 0;
  }, 250);
  return {
    add(entry) {
      waiting.push(entry);
      if (waiting.length > AUDIT_BATCH) {
        waiting.shift();
        dropped++;
      }
      throttle.poke();
    },
    stop: throttle.stop,
  };
}
