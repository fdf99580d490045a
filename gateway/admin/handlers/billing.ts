import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import { keyAccounts, personAccounts } from '../../billing/accounts';
import { toBill } from '../../billing/bill-sums';
import { cycleBill, rangeBill } from '../../billing/bill-summary';
import { exportCalls, type RowNames } from '../../billing/call-export';
import { cloudList } from '../../billing/cloud-prices';
import { compareWithCloud } from '../../billing/comparison';
import { createPriceBook } from '../../billing/price-book';
import { writeReceipt } from '../../billing/receipt';
import { setPrice } from '../../billing/set-price';
import type { CycleTotals, Ledger } from '../../ledger/ledger';
import type { ConfigStore } from '../../storage/config-store';
import type { Caller } from '../caller';
import { toRange } from './records';

interface BillingDeps {
  readonly config: Pick<ConfigStore, 'current' | 'update'>;
  readonly ledger: Pick<
    Ledger,
    | 'summary'
    | 'counted'
    | 'cycles'
    | 'cycleSums'
    | 'closeCycle'
    | 'lifetime'
    | 'spent'
    | 'exportRows'
  >;
  readonly dataDir: string;
  readonly now: () => Date;
}

/** Names by id as they are now, looked up in one pass. */
export function namesOf({ current }: Pick<ConfigStore, 'current'>): RowNames {
  const table = (list: readonly { id: string; name: string }[]) => {
    const names = new Map(list.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id) ?? null;
  };
  const { keys, people, services } = current;
  return { key: table(keys), person: table(people), service: table(services) };
}

const toCycle = ({ id, startedAtMs, closedAtMs, note, ...sums }: CycleTotals) => ({
  ...{ id, startedAtMs, closedAtMs, note },
  ...toBill(sums),
});

/** `billing.*`: what things cost and what was spent. Every answer says that nothing is really paid. */
export function createBillingHandlers(
  deps: BillingDeps,
): HandlersOf<Operations, Caller>['billing'] {
  const { config, ledger, now } = deps;
  const prices = createPriceBook({ config });
  const settings = () => config.current.settings;
  const money = () => ({ currency: settings().currency, simulated: true as const });
  /** What the work on files and sums needs besides the ledger. */
  const place = () => ({
    ...{ dataDir: deps.dataDir, ledger, now, prices, language: settings().language },
    ...{ names: namesOf(config), currency: settings().currency, timeZone: settings().timeZone },
  });
  const rules = () => ({ ...money(), prices: [...config.current.prices] });
  return {
    async summary({ cycle, ...range }) {
      const isRange = range.fromMs !== undefined || range.toMs !== undefined;
      if (isRange && cycle !== undefined) {
        throw new LatchkeyError('INPUT_INVALID', { message: 'Name a cycle or a range, not both.' });
      }
      const bill = isRange
        ? await rangeBill(place(), toRange(range, now()))
        : await cycleBill(place(), cycle ?? 'open');
      return { ...money(), ...bill };
    },
    keys: async () => ({ ...money(), keys: await keyAccounts(place(), config.current.keys) }),
    people: async () => ({
      ...money(),
      people: await personAccounts(place(), config.current.people),
    }),
    async prices() {
      const { defaultPricePerRequestNano, energy } = settings();
      return { ...rules(), defaultPricePerRequestNano, energy };
    },
    async setPrice({ scope, price }) {
      await setPrice(config, scope, price);
      return rules();
    },
    async closeCycle({ note }) {
      const id = await ledger.closeCycle(note ?? '', now().getTime());
      const closed = (await ledger.cycles()).find((cycle) => cycle.id === id);
      if (!closed) throw new Error(`cycle ${id} was closed and is gone`);
      return { ...money(), closed: toCycle(closed) };
    },
    cycles: async () => ({ ...money(), cycles: (await ledger.cycles()).map(toCycle) }),
    async export({ format, ...range }) {
      // The rows that a summary of the same range adds up.
      const counted = await ledger.counted(toRange(range, now()));
      return { ...money(), ...(await exportCalls(place(), { format, ...counted })) };
    },
    receipt: async (asked) => ({ ...money(), ...(await writeReceipt(place(), asked)) }),
    async comparison(asked) {
      const summary = await ledger.summary(toRange(asked, now()));
      const { fromMs, toMs } = summary;
      const cloud = { cloudCurrency: cloudList.currency, asOf: cloudList.checkedAt };
      const { costNano } = summary.totals;
      return { ...money(), fromMs, toMs, costNano, ...cloud, ...compareWithCloud(summary) };
    },
  };
}
