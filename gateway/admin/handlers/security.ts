import { randomBytes } from 'node:crypto';
import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import type { Ban } from '#shared/contract/operations/security';
import type { FailureThrottle } from '../../edge/failure-throttle';
import type { ConfigStore } from '../../storage/config-store';
import type { StoredBan } from '../../storage/config-schema';
import { unitToCidr } from '../../threats/address-unit';
import { isOnlyOurs, isSameNetwork, parseNetwork } from '../../threats/ban-list';
import type { ThreatWatch } from '../../threats/threat-watch';
import type { Caller } from '../caller';

const MINUTE_MS = 60_000;
const YEAR_MS = 366 * 86_400_000;

const invalid = (message: string) => new LatchkeyError('INPUT_INVALID', { message });

/** `threats.*`: what the owner makes of an alert. */
export const createThreatHandlers = (deps: {
  threats: Pick<ThreatWatch, 'acknowledge'>;
}): HandlersOf<Operations, Caller>['threats'] => ({
  acknowledge: async ({ id, verdict }) => deps.threats.acknowledge(id, verdict),
});

interface BanDeps {
  readonly config: ConfigStore;
  readonly failures: Pick<FailureThrottle, 'list' | 'forget' | 'forgotten' | 'restore'>;
  readonly ownAddresses: () => readonly string[];
  readonly now: () => Date;
}

const AUTOMATIC = 'automatic ';

function automaticBans({ failures, now }: BanDeps): Ban[] {
  const nowMs = now().getTime();
  return failures.list().map(({ unit, failures: count, waitMs }) => ({
    id: `${AUTOMATIC}${unit}`,
    cidr: unitToCidr(unit),
    source: 'automatic',
    reason: `${count} failed attempts`,
    createdAt: null,
    until: new Date(nowMs + waitMs).toISOString(),
    alsoValidKeys: false,
  }));
}

function assertBannable(cidr: string, until: string, deps: BanDeps): void {
  if (!parseNetwork(cidr)) {
    throw invalid(`“${cidr}” is neither an address nor a network such as 192.168.1.0/24.`);
  }
  if (isOnlyOurs(cidr, deps.ownAddresses())) {
    throw invalid('This is an address of this computer itself: it is never turned away.');
  }
  const aheadMs = Date.parse(until) - deps.now().getTime();
  if (aheadMs < MINUTE_MS || aheadMs > YEAR_MS) {
    throw invalid('A ban must end between one minute and one year from now.');
  }
}

const isLive = (ban: StoredBan, nowMs: number) => Date.parse(ban.until) > nowMs;

/** A ban that holds is never made shorter or milder by another of the same address. */
const merge = (held: StoredBan, asked: StoredBan): StoredBan => ({
  ...held,
  until: Date.parse(asked.until) > Date.parse(held.until) ? asked.until : held.until,
  alsoValidKeys: held.alsoValidKeys || asked.alsoValidKeys,
});

/** The bans that hold with one more; an address that has one already keeps that one. Says which it is now. */
function withBan(live: readonly StoredBan[], asked: StoredBan): [StoredBan[], StoredBan] {
  const held = live.find(({ cidr }) => isSameNetwork(cidr, asked.cidr));
  const ban = held ? merge(held, asked) : asked;
  return [held ? live.map((one) => (one === held ? ban : one)) : [...live, ban], ban];
}

/** `bans.*`: who is turned away. Bans that are over go with the next change. */
export const createBanHandlers = (deps: BanDeps): HandlersOf<Operations, Caller>['bans'] => {
  const { config, failures, now } = deps;
  return {
    async list() {
      const nowMs = now().getTime();
      const owners = config.current.bans.filter((ban) => isLive(ban, nowMs));
      const own: Ban[] = owners.map((ban) => ({ ...ban, source: 'owner' }));
      return { bans: [...own, ...automaticBans(deps)] };
    },
    async add({ cidr, reason, until, alsoValidKeys }) {
      assertBannable(cidr, until, deps);
      const nowMs = now().getTime();
      let ban: StoredBan = {
        id: randomBytes(6).toString('hex'),
        cidr,
        reason,
        createdAt: new Date(nowMs).toISOString(),
        until: new Date(until).toISOString(),
        alsoValidKeys,
      };
      await config.update((draft) => {
        const live = draft.bans.filter((one) => isLive(one, nowMs));
        [draft.bans, ban] = withBan(live, ban);
      });
      return { ...ban, source: 'owner' };
    },
    async remove({ id }) {
      if (id.startsWith(AUTOMATIC)) {
        failures.forget(id.slice(AUTOMATIC.length));
        return {};
      }
      await config.update((draft) => {
        if (!draft.bans.some((ban) => ban.id === id)) throw new LatchkeyError('BAN_UNKNOWN');
        draft.bans = draft.bans.filter((ban) => ban.id !== id);
      });
      return {};
    },
    async restore({ cidr }) {
      const unit = failures.forgotten().find((one) => unitToCidr(one) === cidr);
      if (unit === undefined) throw new LatchkeyError('BAN_UNKNOWN');
      failures.restore(unit);
      return {};
    },
  };
};
