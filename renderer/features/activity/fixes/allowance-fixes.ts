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

/** The least that is a help: a few calls, one longer answer, a small coin. */
const LEAST: Readonly<Record<Raised, bigint>> = { calls: 5n, tokens: 5_000n, money: 100_000_000n };

/** Half as much again, never too little to be a help, and what was used beyond the limit on top: enough for tonight. */
export const toExtra = (state: AllowanceState, measure: Raised): bigint => {
  const half = BigInt(state.limit) / 2n;
  const over = -leftOf(state);
  return (half > LEAST[measure] ? half : LEAST[measure]) + (over > 0n ? over : 0n);
};

const moreOf = (measure: Raised, extra: bigint, currency: string): string =>
  measure === 'money'
    ? text.moreOf.money(`${toAmount(extra)} ${currency}`)
    : text.moreOf[measure](toCount(Number(extra)));

const notHere = (words: string): Mended => ({ tone: 'danger', words });

/** Why more for tonight is no help with this limit; undefined when it is. */
function whyNot({ of, period }: AllowanceState): string | undefined {
  if (of === 'service') return text.limitOfService;
  return period === 'total' ? text.prepaid : undefined;
}

/** Gives so much to whomever the limit is of. */
async function give(refusal: Refusal, { of, id }: AllowanceState, measure: Raised, extra: bigint) {
  const { api, known } = refusal;
  const asked = { id, measure, extra: extra.toString() };
  const isPerson = of === 'person';
  const { name, raises } = isPerson
    ? (await api.people.raise(asked)).person
    : (await api.keys.raise(asked)).key;
  const taken = { ...asked, until: raises.at(-1)?.until };
  const back = () => (isPerson ? api.people.unraise(taken) : api.keys.unraise(taken));
  const more = moreOf(measure, extra, known.currency);
  return { ...mended(text.raised(name, more), back), help: text.raisedHelp };
}

async function raise(refusal: Refusal, keyId: string, measure: Raised): Promise<Mended> {
  const { states } = await refusal.api.keys.allowance({ id: keyId });
  const blocker = toBlocker(states, measure);
  if (!blocker) return notHere(text.nothingInTheWay);
  const reason = whyNot(blocker);
  if (reason !== undefined) return notHere(reason);
  return give(refusal, blocker, measure, toExtra(blocker, measure));
}

/** More of what is used up, until midnight, for the key or for the person whose allowance it shares. */
export const raiseTonight =
  (measure: Raised): FindRemedy =>
  (refusal) => {
    const key = keyOf(refusal);
    if (!key) return undefined;
    const blocker = toBlocker(refusal.states ?? [], measure);
    // How things stand is still on its way, or nothing is in the way any more.
    if (!blocker) return press(text.raiseSome(key.name), () => raise(refusal, key.id, measure));
    const reason = whyNot(blocker);
    if (reason !== undefined) return { kind: 'none', text: reason };
    const extra = toExtra(blocker, measure);
    const name = blocker.of === 'person' ? (key.personName ?? key.name) : key.name;
    const label = text.raise(name, moreOf(measure, extra, refusal.known.currency));
    return press(label, () => give(refusal, blocker, measure, extra));
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
