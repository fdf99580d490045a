import type { EventMessage, Events } from '#shared/contract/events';
import type { Listen } from './api';

type Group = Events['changed']['group'];

/** Loads now and again whenever one of the groups has changed, until the returned function is called. */
export function followChanges(
  listen: Listen,
  groups: readonly Group[],
  load: () => Promise<void>,
  onEvent?: (event: EventMessage) => void,
): () => void {
  void load();
  return listen((event) => {
    if (event.name === 'changed' && groups.includes(event.payload.group)) void load();
    onEvent?.(event);
  });
}
