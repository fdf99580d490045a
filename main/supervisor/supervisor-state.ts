import { t } from '../text/t';

/** What the owner sees of the gateway process. */
export type GatewayPhase = 'starting' | 'running' | 'stopped' | 'restarting' | 'failed';

export interface SupervisorState {
  readonly phase: GatewayPhase;
  /** Why it is not running, in one plain sentence. */
  readonly problem: string | null;
  /** When the last crashes happened, on the monotonic clock; empty again after a minute without one. */
  readonly crashesMs: readonly number[];
}

export type SupervisorEvent =
  | { readonly type: 'start' }
  | { readonly type: 'ready' }
  /** It said why it cannot start: trying again would end the same way. */
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'crashed'; readonly atMs: number; readonly cause: string }
  | { readonly type: 'well' }
  | { readonly type: 'stopped' };

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const CRASHES_TO_GIVE_UP = 5;
const CRASH_WINDOW_MS = 60_000;

/** How long it must run without a crash for the earlier ones to be forgotten. */
export const WELL_AFTER_MS = 60_000;

export const initialState: SupervisorState = { phase: 'stopped', problem: null, crashesMs: [] };

/** The wait before the n-th restart in a row: 0.5 s doubled up to 30 s, less up to a quarter by chance. */
export function restartDelayMs(crashes: number, random: number): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, crashes - 1), LONGEST_DELAY_MS);
  return Math.round(full * (1 - random / 4));
}

/** The state after `event`. `restarting` means: start again after `restartDelayMs(crashesMs.length)`. */
export function nextState(state: SupervisorState, event: SupervisorEvent): SupervisorState {
  switch (event.type) {
    case 'start':
      return { ...state, phase: 'starting', problem: null };
    case 'ready':
      return { ...state, phase: 'running', problem: null };
    case 'refused':
      return { phase: 'failed', problem: event.message, crashesMs: [] };
    case 'well':
      return { ...state, crashesMs: [] };
    case 'stopped':
      return { phase: 'stopped', problem: null, crashesMs: [] };
    case 'crashed':
      return afterCrash([...state.crashesMs, event.atMs], event);
  }
}

function afterCrash(
  crashesMs: readonly number[],
  { atMs, cause }: { atMs: number; cause: string },
): SupervisorState {
  const recent = crashesMs.filter((crashMs) => atMs - crashMs < CRASH_WINDOW_MS);
  if (recent.length < CRASHES_TO_GIVE_UP) return { phase: 'restarting', problem: cause, crashesMs };
  const problem = t().supervisor.gaveUp(recent.length, cause);
  return { phase: 'failed', problem, crashesMs: [] };
}
