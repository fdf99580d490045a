import type { ServedLine } from '#shared/text/en/desktop';
import type { GatewayView } from '../supervisor/gateway-watch';
import type { GatewayPhase } from '../supervisor/supervisor-state';
import { toPlainText } from '../text/plain-text';
import { locale, t } from '../text/t';
import { toBestAddresses } from './best-addresses';

/** Which icon the tray shows; `busy` while somebody is being served. */
export type TrayLook = 'running' | 'busy' | 'paused' | 'trouble' | 'stopped';

type PlainAction =
  'open' | 'connect' | 'pauseHour' | 'pause' | 'resume' | 'start' | 'stop' | 'quit';

export type TrayAction =
  | { readonly type: PlainAction }
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

/** The longest lists: a menu is not a page. */
const MAX_ADDRESSES = 6;
const MAX_SERVED = 5;
const MAX_WAITED_FOR = 3;
const LONGEST_NAME = 40;
/** A menu that is set again for each second flickers under the pointer on some desktops. */
const SECONDS_STEP = 5;
const FAR_MS = 20 * 3_600_000;

export function toLook({ phase, gateway }: TrayState): TrayLook {
  if (phase === 'failed' || phase === 'restarting') return 'trouble';
  if (phase !== 'running') return 'stopped';
  const state = gateway?.state ?? 'running';
  return state === 'running' && gateway && gateway.liveCalls > 0 ? 'busy' : state;
}

/** The time of the day, with the day when that is not soon. */
function toTime(iso: string): string {
  const at = new Date(iso);
  const isFar = at.getTime() - Date.now() > FAR_MS;
  const day = isFar ? ({ day: 'numeric', month: 'long' } as const) : {};
  return at.toLocaleString(locale(), { ...day, hour: '2-digit', minute: '2-digit' });
}

function toRunningLine(state: TrayState, gateway: GatewayView | undefined): string {
  const { tray } = t();
  const look = toLook(state);
  if (look === 'busy') return tray.busy(gateway?.liveCalls ?? 0);
  if (look === 'paused' && gateway?.pausedUntil) {
    return tray.pausedUntil(toTime(gateway.pausedUntil));
  }
  return tray[look];
}

/** One line that says how it is. */
export const toStateLine = (state: TrayState): string =>
  state.phase === 'running' ? toRunningLine(state, state.gateway) : t().tray[state.phase];

const text = (label: string): TrayLine => ({ kind: 'text', label });
const separator: TrayLine = { kind: 'separator' };
const action = (label: string, type: PlainAction): TrayLine => ({
  kind: 'action',
  label,
  action: { type },
});

const short = (name: string): string => toPlainText(name, LONGEST_NAME);

function toServed(call: GatewayView['served']['calls'][number]): ServedLine {
  const { keyName, serviceName, model, seconds } = call;
  const rounded = seconds < SECONDS_STEP ? seconds : seconds - (seconds % SECONDS_STEP);
  return {
    who: short(keyName),
    model: model === null ? null : short(model),
    service: short(serviceName),
    seconds: rounded,
  };
}

/** Who is being served, and who waits. */
function toServedLines({ state, served }: GatewayView): TrayLine[] {
  const { tray } = t();
  if (state === 'running' && served.total === 0) return [text(tray.quiet)];
  const calls = served.calls.slice(0, MAX_SERVED);
  const others = served.total - calls.length;
  const waiting = served.waiting.slice(0, MAX_WAITED_FOR);
  return [
    ...calls.map((call) => text(tray.served(toServed(call)))),
    ...(others > 0 ? [text(tray.more(others))] : []),
    ...waiting.map((one) => text(tray.waiting(one.calls, short(one.serviceName)))),
  ];
}

function toGatewayLines({ phase, gateway }: TrayState): TrayLine[] {
  const { tray } = t();
  if (phase === 'stopped' || phase === 'failed') return [action(tray.start, 'start')];
  const pause =
    gateway?.state === 'paused'
      ? [action(tray.resume, 'resume')]
      : [action(tray.pauseHour, 'pauseHour'), action(tray.pause, 'pause')];
  return [...(gateway ? pause : []), action(tray.stop, 'stop')];
}

function toDeviceLines({ publicUrls }: GatewayView): TrayLine[] {
  const { tray } = t();
  const addresses = toBestAddresses(publicUrls).slice(0, MAX_ADDRESSES);
  const copies = addresses.map((address): TrayLine => ({
    kind: 'action',
    label: tray.copy(address),
    action: { type: 'copy', text: address },
  }));
  return [action(tray.connect, 'connect'), ...copies, separator];
}

/** The whole menu for a state. It always ends with Quit. */
export function toTrayMenu(state: TrayState): TrayLine[] {
  const { tray } = t();
  const { gateway, startAtLogin } = state;
  return [
    text(toStateLine(state)),
    ...(gateway ? toServedLines(gateway) : []),
    separator,
    ...(gateway ? toDeviceLines(gateway) : []),
    action(tray.open, 'open'),
    ...toGatewayLines(state),
    {
      kind: 'check',
      label: tray.startAtLogin,
      checked: startAtLogin,
      action: { type: 'startAtLogin', enabled: !startAtLogin },
    },
    separator,
    action(tray.quit, 'quit'),
  ];
}
