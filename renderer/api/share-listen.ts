import type { EventMessage } from '#shared/contract/events';
import type { Listen } from './api';

/**
 * Lets any number of listeners share one line, which is open while there is at least one of them.
 * A browser keeps six connections to a host: a line for each part of a page would leave none for anything else.
 */
export function shareListen(listen: Listen): Listen {
  const listeners = new Set<(event: EventMessage) => void>();
  let hangUp: (() => void) | undefined;
  return (listener) => {
    // Of its own, so that one function may listen twice.
    const own = (event: EventMessage) => listener(event);
    listeners.add(own);
    hangUp ??= listen((event) => {
      for (const each of [...listeners]) each(event);
    });
    return () => {
      listeners.delete(own);
      if (listeners.size > 0) return;
      hangUp?.();
      hangUp = undefined;
    };
  };
}
