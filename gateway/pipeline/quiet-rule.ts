import { LatchkeyError } from '#shared/contract/errors';
import { createLocalDays } from '../limits/local-days';
import { isLetThrough, isOn, quietEndMs } from '../limits/quiet-times';
import type { Asked } from './read-ahead';
import { quietTimesOf } from './quiet-watch';
import type { Service } from '../services/service-store';
import type { Config, StoredKey } from '../storage/config-schema';

/** What the caller is told of a quiet time: the owner's own words, or kind ones of ours. */
const wordsOf = (name: string, message: string | null): string =>
  message ?? `It is quiet time now (${name}). Please try again later.`;

interface QuietDeps {
  readonly config: { readonly current: Config };
  readonly wallMs?: (() => number) | undefined;
}

type NamedModel = Pick<Asked, 'model' | 'alias'>;

/** The refusal of a call in a quiet time of its key or person that does not let it through; undefined at any other time. */
export function createQuietRule({ config, wallMs = Date.now }: QuietDeps) {
  const daysAt = createLocalDays(() => config.current.settings.timeZone);
  return (
    key: StoredKey,
    service: Service,
    { model, alias }: NamedModel,
  ): LatchkeyError | undefined => {
    if (key.quietTimes.length === 0 && key.person === null) return undefined;
    const times = quietTimesOf(key, config.current);
    if (times.length === 0) return undefined;
    const nowMs = wallMs();
    const wanted = { service, model, alias };
    const refusing = times.filter((time) => !isLetThrough(time, wanted));
    const found = refusing.find((time) => isOn(time, nowMs, daysAt(nowMs)));
    if (!found) return undefined;
    const endMs = quietEndMs(refusing, found, nowMs, config.current.settings.timeZone);
    return new LatchkeyError('QUIET_HOURS', {
      message: wordsOf(found.name, found.message),
      retryAfterMs: Math.max(1000, endMs - nowMs),
    });
  };
}
