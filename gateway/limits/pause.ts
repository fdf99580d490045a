import { randomBytes } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import type { Settings } from '#shared/contract/operations/system';
import { blankDraft } from '../audit/blank-draft';
import type { AuditLog } from '../audit/audit-log';
import type { ConfigStore } from '../storage/config-store';

type Pause = Pick<Settings, 'paused' | 'pausedUntil'>;
type Asked = { readonly [Name in keyof Pause]?: Pause[Name] | undefined };

const LOOK_EVERY_MS = 1000;

/** True while calls are turned away; of a pause that has ended nobody need have written so yet. */
export const isPaused = ({ paused, pausedUntil }: Pause, nowMs: number): boolean =>
  paused && (pausedUntil === null || nowMs < Date.parse(pausedUntil));

/** The refusal of a call while everything is paused, with the time until then when an end is known; undefined when nothing is paused. */
export function pauseRefusal(pause: Pause, nowMs: number): LatchkeyError | undefined {
  if (!isPaused(pause, nowMs)) return undefined;
  if (pause.pausedUntil === null) return new LatchkeyError('GATEWAY_PAUSED');
  const retryAfterMs = Date.parse(pause.pausedUntil) - nowMs;
  return new LatchkeyError('GATEWAY_PAUSED', { retryAfterMs });
}

/** The pause after a change of the settings. Throws INPUT_INVALID for an end that has passed or belongs to no pause. */
export function changePause(before: Pause, asked: Asked, nowMs: number): Pause {
  const paused = asked.paused ?? before.paused;
  if (!paused) {
    if (typeof asked.pausedUntil === 'string') {
      throw new LatchkeyError('INPUT_INVALID', { message: 'Nothing is paused that could end.' });
    }
    return { paused, pausedUntil: null };
  }
  const isNew = asked.paused === true;
  const until = asked.pausedUntil ?? (isNew || asked.pausedUntil === null ? null : undefined);
  if (until === undefined) return { paused, pausedUntil: before.pausedUntil };
  if (until !== null && until !== before.pausedUntil && Date.parse(until) <= nowMs) {
    throw new LatchkeyError('INPUT_INVALID', { message: 'A pause must end in the future.' });
  }
  return { paused, pausedUntil: until };
}

interface PauseEndDeps {
  readonly config: Pick<ConfigStore, 'current' | 'onChange' | 'update'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly wallMs?: (() => number) | undefined;
  readonly report: (message: string, cause: unknown) => void;
}

/** Ends a pause when its time has come. */
export interface PauseEnd {
  /** Looks now; otherwise it looks every second while there is a pause with an end. Resolves when what was due is saved. */
  look(): Promise<void>;
  close(): void;
}

const record = ({ audit }: PauseEndDeps, atMs: number): void =>
  audit.append({
    ...blankDraft,
    atMs,
    event: 'ADMIN',
    requestId: randomBytes(8).toString('hex'),
    status: 200,
    userAgent: 'Latchkey',
    operation: 'settings.update',
    change: { phase: 'done', input: { paused: false } },
  });

/**
 * Follows the clock on the wall and not a timer that was set once, so that a restart, a sleep and a clock that is put
 * right change nothing: the pause ends at the moment that was named, or as soon as anybody can tell that it has passed.
 */
export function createPauseEnd(deps: PauseEndDeps): PauseEnd {
  const { config, wallMs = Date.now, report } = deps;
  let timer: NodeJS.Timeout | undefined;
  let isFailing = false;
  const hasEnded = (pause: Pause) => pause.paused && !isPaused(pause, wallMs());
  const resume = async () => {
    const ended = await config.update((draft) => {
      // The owner may have paused anew meanwhile.
      if (!hasEnded(draft.settings)) return false;
      draft.settings = { ...draft.settings, paused: false, pausedUntil: null };
      return true;
    });
    if (ended) record(deps, wallMs());
    isFailing = false;
  };
  const look = async () => {
    if (!hasEnded(config.current.settings)) return;
    await resume().catch((cause: unknown) => {
      // Calls go through all the same; it is tried again every second.
      if (!isFailing) report('The end of the pause could not be saved.', cause);
      isFailing = true;
    });
  };
  const follow = () => {
    const { paused, pausedUntil } = config.current.settings;
    const isWatching = paused && pausedUntil !== null;
    if (!isWatching) clearInterval(timer);
    timer = isWatching ? (timer ?? setInterval(look, LOOK_EVERY_MS).unref()) : undefined;
  };
  const stopListening = config.onChange(follow);
  follow();
  void look();
  return {
    look,
    close() {
      clearInterval(timer);
      stopListening();
    },
  };
}
