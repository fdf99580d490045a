import type { GatewayView } from '../supervisor/gateway-watch';
import type { GatewayPhase } from '../supervisor/supervisor-state';

/** Which icon the tray shows. */
export type TrayLook = 'running' | 'paused' | 'trouble' | 'stopped';

export type TrayAction =
  | { readonly type: 'open' | 'pause' | 'resume' | 'start' | 'stop' | 'quit' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'startAtLogin'; readonly enabled: boolean };

/** One line of the menu: a separator, a line to read, or something to do. */
export type TrayLine =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly action: TrayAction }
  | {
      readonly kind: 'check';
      readonly label: string;
      readonly checked: boolean;
      readonly action: TrayAction;
    };

export interface TrayState {
  readonly phase: GatewayPhase;
  readonly gateway: GatewayView | undefined;
  readonly startAtLogin: boolean;
}

/** The longest list of addresses: a menu is not a page. */
const MAX_ADDRESSES = 6;

export function toLook({ phase, gateway }: TrayState): TrayLook {
  if (phase === 'failed' || phase === 'restarting') return 'trouble';
  if (phase !== 'running') return 'stopped';
  return gateway?.state ?? 'running';
}

const PHASE_LINES: Readonly<Record<Exclude<GatewayPhase, 'running'>, string>> = {
  starting: 'Starting',
  stopped: 'Stopped',
  restarting: 'Restarting after a crash',
  failed: 'Not running: open Latchkey to see why',
};
const LOOK_LINES: Readonly<Record<TrayLook, string>> = {
  running: 'Running',
  paused: 'Paused: every call is turned away',
  trouble: 'Running with a problem: open Latchkey',
  stopped: 'Stopped',
};

/** One line that says how it is. */
export const toStateLine = (state: TrayState): string =>
  state.phase === 'running' ? LOOK_LINES[toLook(state)] : PHASE_LINES[state.phase];

const toCallsLine = (calls: number): string =>
  calls === 0
    ? 'No calls right now'
    : calls === 1
      ? '1 call right now'
      : `${calls} calls right now`;

const action = (label: string, type: 'open' | 'pause' | 'resume' | 'start' | 'stop' | 'quit') =>
  ({ kind: 'action', label, action: { type } }) as const;

function toGatewayLines(state: TrayState): TrayLine[] {
  const { phase, gateway } = state;
  if (phase === 'stopped' || phase === 'failed') return [action('Start gateway', 'start')];
  const pause =
    gateway?.state === 'paused'
      ? action('Resume everything', 'resume')
      : action('Pause everything', 'pause');
  return [...(gateway ? [pause] : []), action('Stop gateway', 'stop')];
}

/** The whole menu for a state. It always ends with Quit. */
export function toTrayMenu(state: TrayState): TrayLine[] {
  const { gateway } = state;
  const addresses = (gateway?.publicUrls ?? []).slice(0, MAX_ADDRESSES).map((text): TrayLine => ({
    kind: 'action',
    label: `Copy ${text}`,
    action: { type: 'copy', text },
  }));
  return [
    { kind: 'text', label: toStateLine(state) },
    ...(gateway ? [{ kind: 'text', label: toCallsLine(gateway.liveCalls) } as const] : []),
    { kind: 'separator' },
    ...(addresses.length > 0 ? [...addresses, { kind: 'separator' } as const] : []),
    action('Open Latchkey', 'open'),
    ...toGatewayLines(state),
    {
      kind: 'check',
      label: 'Start at login',
      checked: state.startAtLogin,
      action: { type: 'startAtLogin', enabled: !state.startAtLogin },
    },
    { kind: 'separator' },
    action('Quit', 'quit'),
  ];
}
