import type { AllowanceState } from '#shared/contract/operations/allowances';
import { toHref } from '../../../page-address';
import { toAmount, toCount } from '../../../text/format';
import { t } from '../../../text/t';
import { changeKey, openKey, speedUp } from './key-fixes';
import { keyOf, mended, press, type FindRemedy, type Mended, type Refusal } from './remedy';

const text = t.fixes;
type Raised = 'calls' | 'tokens' | 'money';

const leftOf = ({ limit, used, reserved }: AllowanceState): bigint =>
  BigInt(limit) - BigInt(used) - BigInt(reserved);

/** The limit that stands in the way: of those of a measure, the one with the least left. */
export const toBlocker = (
  states: readonly AllowanceState[],
  measure: AllowanceState['measure'],
): AllowanceState | undefined =>
  states
    .filter((state) => state.measure === measure)
    .toSorted((one, other) => Number(leftOf(one) - leftOf(other)))[0];

/** Half as much again, and at least one: enough for tonight, not for ever. */
export const toExtra = ({ limit }: Pick<AllowanceState, 'limit'>): bigint => {
  const half = BigInt(limit) / 2n;
  return half > 0n ? half : 1n;
};

const amountOf = (measure: Raised, extra: bigint, currency: string): string =>
  measure === 'money'
    ? `${toAmount(extra)} ${currency}`
    : `${toCount(Number(extra))} ${t.limits.units[measure]}`;

const notHere = (words: string): Mended => ({ tone: 'danger', words });

async function raise(refusal: Refusal, keyId: string, measure: Raised): Promise<Mended> {
  const { api, known } = refusal;
  const { states } = await api.keys.allowance({ id: keyId });
  const blocker = toBlocker(states, measure);
  if (!blocker) return notHere(text.nothingInTheWay);
  if (blocker.of === 'service') return notHere(text.limitOfService);
  if (blocker.period === 'total') return notHere(text.prepaid);
  const extra = toExtra(blocker);
  const what = amountOf(measure, extra, known.currency);
  const asked = { id: blocker.id, measure, extra: extra.toString() };
  const isPerson = blocker.of === 'person';
  const { name, raises } = isPerson
    ? (await api.people.raise(asked)).person
    : (await api.keys.raise(asked)).key;
  const taken = { ...asked, until: raises.at(-1)?.until };
  const back = () => (isPerson ? api.people.unraise(taken) : api.keys.unraise(taken));
  return { ...mended(text.raised(name, what), back), help: text.raisedHelp };
}

/** More of what is used up, until midnight, for the key or for the person whose allowance it shares. */
export const raiseTonight =
  (measure: Raised): FindRemedy =>
  (refusal) => {
    const key = keyOf(refusal);
    return key && press(text.raise(key.name), () => raise(refusal, key.id, measure));
  };

/** A higher pace; a person's or a service's own pace is changed where it stands. */
export const giveMore: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  if (!key) return undefined;
  const remedy = speedUp(refusal, key);
  if (remedy.kind !== 'press') return remedy;
  const run = async () => {
    const { states } = await refusal.api.keys.allowance({ id: key.id });
    const blocker = toBlocker(states, 'rate');
    if (blocker?.of === 'service') return notHere(text.limitOfService);
    if (blocker?.of === 'person') return notHere(text.limitOfPerson);
    return remedy.run();
  };
  return { ...remedy, run };
};

/** Twice as many calls at once, where it is the key that says how many. */
export const moreAtOnce: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  const before = key?.allowance.concurrent ?? null;
  if (!key || before === null) {
    if (!key) return undefined;
    return key.person === null
      ? openKey(refusal)
      : { kind: 'go', label: text.toPeople, href: toHref('people') };
  }
  const next = Math.min(10_000, before * 2);
  return changeKey(
    refusal,
    key,
    { label: text.atOnce(key.name, toCount(next)), done: text.atOnceDone(key.name, toCount(next)) },
    {
      there: () => ({ allowance: { concurrent: next } }),
      back: () => ({ allowance: { concurrent: before } }),
    },
  );
};
