import type { UsageSummaryRows } from '../ledger/usage-numbers';
import { cloudImage, cloudTranscription, comparableTo, type CloudModel } from './cloud-prices';
import { costOf, type EffectivePrice } from './cost';

type ModelUse = UsageSummaryRows['byModel'][number];

const free: EffectivePrice = {
  perRequestNano: 0n,
  perMillionInNano: 0n,
  perMillionOutNano: 0n,
  perMillionCachedNano: 0n,
  perImageNano: 0n,
  perAudioSecondNano: 0n,
  watts: 0,
};

/** A minute is cheaper to state than a second, so sound is counted in sixtieths there. */
const AUDIO_PARTS = 60n;

const textPrice = (cloud: CloudModel): EffectivePrice => ({
  ...free,
  perMillionInNano: cloud.perMillionIn,
  perMillionOutNano: cloud.perMillionOut,
  perMillionCachedNano: cloud.perMillionCached ?? cloud.perMillionIn,
});

interface Compared {
  readonly cloud: CloudModel;
  readonly costNano: bigint;
}

function compare(use: ModelUse): Compared[] {
  const { tokensIn, tokensOut, tokensCached, images, audioMs } = use;
  const used = {
    ...{ requests: 0, tokensIn: 0, tokensOut: 0, tokensCached: 0, images: 0, audioMs: 0 },
    ...{ startedAtMs: 0, workedMs: 0 },
  };
  const found: Compared[] = [];
  if (tokensIn + tokensOut > 0) {
    const cloud = comparableTo(use.model);
    const text = { ...used, tokensIn, tokensOut, tokensCached };
    found.push({ cloud, costNano: costOf(textPrice(cloud), text, null) });
  }
  if (images > 0) {
    found.push({ cloud: cloudImage, costNano: BigInt(images) * cloudImage.perImage });
  }
  if (audioMs > 0) {
    // Rounded half up once, like every other amount.
    const parts = BigInt(audioMs) * cloudTranscription.perAudioMinute;
    const whole = 1000n * AUDIO_PARTS;
    found.push({ cloud: cloudTranscription, costNano: (2n * parts + whole) / (2n * whole) });
  }
  return found;
}

const COUNTED = ['tokensIn', 'tokensOut', 'tokensCached', 'images', 'audioMs'] as const;

/** What was used of models that nobody named: pictures and speech mostly. */
function withUnnamed({ byModel, totals }: Pick<UsageSummaryRows, 'byModel' | 'totals'>) {
  const rest: ModelUse = { ...totals, model: '(unknown)' };
  const named = byModel.filter(({ model }) => model !== '');
  for (const use of named) for (const name of COUNTED) rest[name] -= use[name];
  return [...named, rest];
}

/** What the use of each model would have cost at a comparable cloud service. */
export function compareWithCloud(summary: Pick<UsageSummaryRows, 'byModel' | 'totals'>) {
  const rows = withUnnamed(summary).map((use) => {
    const compared = compare(use);
    const { model, tokensIn, tokensOut, images, audioMs } = use;
    return {
      ...{ model, tokensIn, tokensOut, images, audioMs },
      comparedWith: compared.map(({ cloud: { id, label, source, date } }) => ({
        ...{ id, label, source, date },
      })),
      costNano: compared.reduce((sum, { costNano }) => sum + costNano, 0n),
    };
  });
  const totalNano = rows.reduce((sum, { costNano }) => sum + costNano, 0n);
  return {
    wouldHaveCostNano: totalNano.toString(),
    rows: rows
      .filter(({ comparedWith }) => comparedWith.length > 0)
      .map(({ costNano, ...row }) => ({ ...row, wouldHaveCostNano: costNano.toString() })),
  };
}
