import { createContext } from 'svelte';
import type { ClientOf, Transport } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import type { Operations } from '#shared/contract/operations/registry';
import type { Capabilities } from './capabilities';

export type Listen = (listener: (event: EventMessage) => void) => () => void;

/** One way to reach the gateway: operations go out, events come in. */
export interface Channel {
  readonly send: Transport;
  readonly listen: Listen;
}

export type Api = ClientOf<Operations>;

/** Everything that a feature needs from outside the page. */
export interface Latchkey {
  readonly api: Api;
  readonly listen: Listen;
  readonly capabilities: Capabilities;
}

export const [useLatchkey, provideLatchkey] = createContext<Latchkey>();
