import type { ErrorCode } from '#shared/contract/errors';
import type { AllowanceState } from '#shared/contract/operations/allowances';
import type { Service } from '../services/service-store';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { createAccountBook, type AccountBook } from './account-book';
import type { Amounts } from './account';
import { statesOf } from './allowance-states';
import { BudgetWatch, type NearBudget } from './budget-watch';
import { accountName, createLimitBook, limitsOf, type CallLimits } from './call-limits';
import { HeldPlace, toAmounts } from './held-place';
import { judge, MONEY, withAllMoney } from './judge';
import type { UseRecord } from './known-use';
import { LimitReached } from './limit-reached';
import type { Limiter } from './limiter';
import { createPeriodClock, TOTAL, type Epoch } from './period-clock';
import { raiseBuckets } from './raise-buckets';
import type { Reservation } from './reservation';
import type { Taken } from './token-bucket';

/** What is asked for before a call is passed on. */
export interface ReserveRequest {
  readonly key: StoredKey;
  readonly service: Service;
  readonly model: string | null;
  /** The most that the call is expected to use. */
  readonly tokens: number;
  readonly costNano: bigint;
  /** It may cost any amount more: all that is left of every budget is held back, so that no second one spends it too. */
  readonly isUnknown?: boolean;
}

/**
 * Threat: many calls at once that all see the last place of an allowance, and streams that are cut so that they count
 * nothing or hold something back for ever. Everything is decided and taken in one go, and given back exactly once.
 */
export interface Allowances {
  /** Throws a refusal of a limit; nothing is held back then. */
  reserve(asked: ReserveRequest): Reservation;
  /** True when AI tokens or money of such a call are limited, so that somebody has to reckon them before it begins. */
  isBudgeted(key: StoredKey, service: Service): boolean;
  /** Every limit that holds for the calls of a key, that of its services included, as it stands now. */
  statesOf(key: StoredKey): AllowanceState[];
  /** The money that a key has used for ever, in nano-units. */
  moneyUsedBy(keyId: string): bigint;
  /** Takes over what earlier runs used; to be called once, before the first call. */
  load(record: UseRecord): Promise<void>;
  close(): void;
}

interface AllowanceDeps {
  readonly limiter: Limiter;
  readonly config: Pick<ConfigStore, 'current' | 'onChange'>;
  /** Wall clock; periods follow it, buckets do not. */
  readonly wallMs?: (() => number) | undefined;
  /** Is told of a record that could not be read again; sums go on from what is known. */
  readonly report?: (message: string, cause: unknown) => void;
  /** Is told once a period of an allowance that nears its end, and once that it is used up. */
  readonly onBudget?: ((near: NearBudget) => void) | undefined;
}

/** Every limit of every key, person and service. */
function* allLimits({ keys, people, services }: Config, accountOf: AccountBook['accountOf']) {
  for (const key of keys) yield limitsOf('key', key, accountOf);
  for (const person of people) yield limitsOf('person', person, accountOf);
  for (const service of services) yield limitsOf('service', service, accountOf);
}

const NO_CODES: readonly ErrorCode[] = [];

const takeAll = (limiter: Limiter, { paces }: CallLimits): Taken[] =>
  paces.map(({ bucket, limit }) => limiter.take(bucket, limit));

/** Takes a place of every bucket when every limit agrees, and throws otherwise. */
const createTakePlace =
  (limiter: Limiter) =>
  (
    limits: CallLimits,
    asked: Amounts,
    epoch: Epoch,
    nowMs: number,
  ): [Taken[], readonly ErrorCode[]] => {
    const { onlyPace } = limits;
    // The one limit of most keys: nothing else is looked at.
    if (onlyPace) {
      const taken = limiter.take(onlyPace.bucket, onlyPace.limit);
      if (taken.ok) return [[taken], NO_CODES];
      throw new LimitReached({
        code: 'LIMIT_REACHED',
        waitMs: taken.retryAfterMs,
        limit: onlyPace,
        taken,
      });
    }
    const { refusal, shadowed } = judge(limits, asked, epoch, nowMs, limiter);
    if (refusal) throw new LimitReached(refusal);
    return [takeAll(limiter, limits), shadowed];
  };

/** The limits of keys, people and services over the config. */
export function createAllowances(deps: AllowanceDeps): Allowances {
  const { limiter, config, wallMs = Date.now, report = () => {} } = deps;
  const clock = createPeriodClock({ wallMs, timeZone: () => config.current.settings.timeZone });
  const accounts = createAccountBook(clock);
  const book = createLimitBook(() => config.current, accounts.accountOf);
  const takePlace = createTakePlace(limiter);
  const watch = new BudgetWatch({ clock, tell: deps.onBudget ?? (() => {}) });
  let record: UseRecord | undefined;
  const onChange = (next: Config, before: Config) => {
    book.forget();
    raiseBuckets(limiter, next, before, wallMs());
    accounts.prune(next);
    if (next.settings.timeZone === before.settings.timeZone) return;
    const old = clock.epoch();
    clock.changeZone();
    if (!record) return;
    accounts.move(record, old, clock.epoch()).catch((cause: unknown) => {
      report('What was used since the new midnight is not known.', cause);
    });
  };
  return {
    reserve({ key, service, tokens, costNano, isUnknown }) {
      const limits = book.limitsOf(key, service);
      const epoch = clock.epoch();
      for (const account of limits.accounts) account.catchUp(epoch);
      const nowMs = clock.nowMs();
      const least = toAmounts(tokens, costNano);
      const [taken, shadowed] = takePlace(limits, least, epoch, nowMs);
      const held = isUnknown ? withAllMoney(least, limits, nowMs) : least;
      return new HeldPlace({ limits, limiter, clock, epoch, held, taken, shadowed, watch });
    },
    isBudgeted: (key, service) => book.limitsOf(key, service).isBudgeted,
    statesOf(key) {
      const { people, services } = config.current;
      const person = people.find(({ id }) => id === key.person);
      const mayUse = ({ id }: { id: string }) => key.services === '*' || key.services.includes(id);
      const limits = [
        limitsOf('key', key, accounts.accountOf),
        ...(person ? [limitsOf('person', person, accounts.accountOf)] : []),
        ...services.filter(mayUse).map((one) => limitsOf('service', one, accounts.accountOf)),
      ];
      return limits.flatMap((one) => statesOf(one, limiter, clock.epoch(), clock.nowMs()));
    },
    moneyUsedBy: (keyId) => accounts.accountOf(accountName('key', keyId)).usedIn(TOTAL, MONEY),
    async load(from) {
      record = from;
      await accounts.load(from);
      for (const limits of allLimits(config.current, accounts.accountOf)) watch.mark(limits);
    },
    close: config.onChange(onChange),
  };
}
