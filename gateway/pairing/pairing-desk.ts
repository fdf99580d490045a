import { randomBytes } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import type { Pairing, Way } from '#shared/contract/operations/pairing';
import type { RandomBytes } from '../keys/api-key';
import { hashKey } from '../keys/api-key';
import type { KeyStore } from '../keys/key-store';
import { findPerson } from '../keys/person-store';
import { assertScopeExists } from '../keys/scopes';
import { realAfter, type After } from '../listeners/address-listener';
import type { ConfigStore } from '../storage/config-store';
import { findFirewall, systemFirewall, type FirewallReader } from './firewall-hint';
import type { Wish } from './invitation';
import { InvitationBook } from './invitation-book';
import { chooseWay, lookAtWays, wayNow, type WaysDeps } from './ways';

export interface PairingDeskDeps extends WaysDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly keys: Pick<KeyStore, 'byId'>;
  /** Is told of every new state. */
  readonly onChange: () => void;
  readonly monotonicMs?: (() => number) | undefined;
  readonly wallMs?: (() => number) | undefined;
  readonly random?: RandomBytes | undefined;
  readonly after?: After | undefined;
  readonly firewall?: FirewallReader | undefined;
}

/** Where the owner invites devices. */
export interface PairingDesk {
  /** For the public listener. */
  readonly book: InvitationBook;
  start(asked: Wish & { interfaceId?: string | undefined }): Promise<{
    pairing: Pairing | null;
    url: string | null;
    ways: Way[];
  }>;
  status(id: string): Pairing;
  cancel(id: string): Promise<Pairing>;
  /** To be called when an address came, went or was switched: codes that lead nowhere now end, and that is told. */
  checkAddresses(): void;
  close(): void;
}

const portOf = (url: string): number => {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
};

function createBook(deps: PairingDeskDeps): InvitationBook {
  const { keys, onChange } = deps;
  return new InvitationBook({
    monotonicMs: deps.monotonicMs ?? (() => performance.now()),
    wallMs: deps.wallMs ?? Date.now,
    random: deps.random ?? randomBytes,
    after: deps.after ?? realAfter,
    onChange,
    wayNow: (way) => wayNow(way, deps),
    isKeyGood({ keyId, secret }) {
      const found = keys.byId(keyId);
      return found.verdict === 'valid' && found.key.hash === hashKey(secret);
    },
  });
}

/** Refuses at once what could only fail when the device comes. */
function assertWish({ config, wallMs = Date.now }: PairingDeskDeps, wish: Wish): void {
  assertScopeExists(config.current, wish.services);
  const { expiresAt } = wish;
  if (expiresAt === undefined || expiresAt === null || Date.parse(expiresAt) > wallMs()) return;
  throw new LatchkeyError('INPUT_INVALID', { message: 'This end is in the past already.' });
}

/** Whoever is known is meant as such, and is not made anew when removed before the device comes. */
function withPersonId({ config }: PairingDeskDeps, wish: Wish): Wish {
  const { person } = wish;
  if (typeof person !== 'string') return wish;
  const known = findPerson(config.current.people, person);
  return known ? { ...wish, person: known.id } : wish;
}

/** Invitations over the listeners of one gateway. */
export function createPairingDesk(deps: PairingDeskDeps): PairingDesk {
  const book = createBook(deps);
  return {
    book,
    async start({ interfaceId, ...wish }) {
      assertWish(deps, wish);
      const isKnown = deps.interfaces().some(({ id }) => id === interfaceId);
      if (interfaceId !== undefined && !isKnown) throw new LatchkeyError('INTERFACE_UNKNOWN');
      const ways = await lookAtWays(deps);
      const way = chooseWay(ways, interfaceId);
      if (!way?.url) return { pairing: null, url: null, ways };
      const firewall = findFirewall(deps.firewall ?? systemFirewall, portOf(way.url));
      const { pairing, code } = book.open(withPersonId(deps, wish), way, firewall);
      return { pairing, url: `${way.url}/join/${code}`, ways };
    },
    status: (id) => book.status(id),
    cancel: (id) => book.cancel(id),
    checkAddresses: () => book.checkAddresses(),
    close: () => book.close(),
  };
}
