import type { QuietTime } from '#shared/contract/operations/allowances';
import type { LiveCall, LiveCalls } from './live-calls';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { createLocalDays } from '../limits/local-days';
import { isLetThrough, isOn } from '../limits/quiet-times';

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 5000;

/** The quiet times of a key: its own and those of its person. */
export function quietTimesOf(key: StoredKey, config: Config): readonly QuietTime[] {
  const person = config.people.find(({ id }) => id === key.person);
  return person ? [...key.quietTimes, ...person.quietTimes] : key.quietTimes;
}

interface QuietWatchDeps {
  readonly config: Pick<ConfigStore, 'current' | 'onChange'>;
  readonly live: Pick<LiveCalls, 'cutWhere'>;
  readonly wallMs?: (() => number) | undefined;
}

/** Cuts answers that are still under way when a quiet time has gone on for longer than its grace. */
export interface QuietWatch {
  /** Looks now; otherwise it looks every few seconds, and with each change of the config. */
  look(): void;
  close(): void;
}

/** One timer for all calls, however many are under way. */
export function createQuietWatch({ config, live, wallMs = Date.now }: QuietWatchDeps): QuietWatch {
  const zone = () => config.current.settings.timeZone;
  const [daysNow, daysBefore] = [createLocalDays(zone), createLocalDays(zone)];
  /** On now, and already on when the grace began: the grace is over. */
  const isOver = (time: QuietTime, nowMs: number) => {
    const beforeMs = nowMs - time.graceMinutes * MINUTE_MS;
    return isOn(time, nowMs, daysNow(nowMs)) && isOn(time, beforeMs, daysBefore(beforeMs));
  };
  const mustEnd = (call: LiveCall, over: ReadonlyMap<string, readonly QuietTime[]>): boolean => {
    const service = config.current.services.find(({ id }) => id === call.serviceId);
    const wanted = {
      service: service ?? { id: call.serviceId, name: '' },
      model: call.model ?? null,
      alias: call.alias,
    };
    return over.get(call.keyId)?.some((time) => !isLetThrough(time, wanted)) ?? false;
  };
  const look = () => {
    const nowMs = wallMs();
    const over = new Map<string, readonly QuietTime[]>();
    for (const key of config.current.keys) {
      const times = quietTimesOf(key, config.current).filter((time) => isOver(time, nowMs));
      if (times.length > 0) over.set(key.id, times);
    }
    if (over.size > 0) live.cutWhere((call) => mustEnd(call, over));
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  const stopListening = config.onChange(look);
  return {
    look,
    close() {
      clearInterval(timer);
      stopListening();
    },
  };
}
