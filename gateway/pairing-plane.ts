import path from 'node:path';
import type { EventHub } from './events';
import type { KeyStore } from './keys/key-store';
import { probeUrl } from './listeners/probe-listener';
import type { ListenerPlane } from './listener-plane';
import type { GatewayOptions } from './server';
import type { Stores } from './stores';
import type { JoinParts } from './pairing/create-join';
import { readJoinPages } from './pairing/join-pages';
import { createPairingDesk, type PairingDesk } from './pairing/pairing-desk';

interface PairingParts {
  readonly options: GatewayOptions;
  readonly stores: Pick<Stores, 'config' | 'audit'>;
  readonly events: EventHub;
  readonly keys: KeyStore;
  /** The listeners, which are there once somebody asks. */
  readonly plane: () => Pick<ListenerPlane, 'listeners' | 'tailnetName'>;
}

/** The built pages of phones stand beside the built gateway. */
const builtPages = path.resolve(import.meta.dirname, '..', 'phone');

/** Invitations: the owner's side, and what the public listeners need of it. They hear of every call that is on record. */
export function createPairing({ options, stores, events, keys, plane }: PairingParts): {
  pairing: PairingDesk;
  forListeners: { isCode: (text: string) => boolean; join: JoinParts };
} {
  const network = {
    interfaces: () => plane().listeners.snapshot(),
    certificate: () => plane().listeners.certificate(),
    tailnetName: () => plane().tailnetName(),
  };
  const pairing = createPairingDesk({
    ...options,
    ...network,
    config: stores.config,
    keys,
    probe: probeUrl,
    onChange: () => events.emit('changed', { group: 'pairing' }),
  });
  const { book } = pairing;
  stores.audit.onAppend((entry) => book.seeEntry(entry));
  const pages = readJoinPages(options.pagesDir ?? builtPages);
  const isCode = (text: string) => book.codeState(text) !== 'unknown';
  return { pairing, forListeners: { isCode, join: { book, pages, ...network } } };
}
