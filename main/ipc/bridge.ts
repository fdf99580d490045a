import { ipcMain, type BrowserWindow } from 'electron';
import { operationEntries, type Reply, type Transport } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import { operations } from '#shared/contract/operations/registry';
import { shellOperations } from '#shared/contract/shell-operations';
import { refusal } from '../supervisor/gateway-link';
import { isOurPage } from './sender';

interface BridgeDeps {
  readonly window: () => BrowserWindow | undefined;
  readonly ourOrigins: readonly string[];
  /** Runs a shell operation in this process. */
  readonly shell: Transport;
  /** Passes an operation to the gateway. */
  readonly gateway: Transport;
  readonly log: (line: string) => void;
}

const CALL = 'latchkey:call';
const EVENT = 'latchkey:event';

const shellNames = new Set(operationEntries(shellOperations).map(({ name }) => name));
const gatewayNames = new Set(operationEntries(operations).map(({ name }) => name));

/** Sends `name` to whoever owns it; a name that is in neither table goes nowhere. */
export function route(
  name: unknown,
  input: unknown,
  { shell, gateway }: Pick<BridgeDeps, 'shell' | 'gateway'>,
): Promise<Reply> {
  if (typeof name !== 'string') return Promise.resolve(refusal('OPERATION_UNKNOWN'));
  if (shellNames.has(name)) return shell(name, input);
  if (gatewayNames.has(name)) return gateway(name, input);
  return Promise.resolve(refusal('OPERATION_UNKNOWN'));
}

/**
 * The only way from a page into this program: one channel, and the sender is checked before anything else. It stays open
 * to the end of the process, since the page asks on while the app stops.
 */
export function openBridge(deps: BridgeDeps): void {
  ipcMain.handle(CALL, async (event, name: unknown, input: unknown): Promise<Reply> => {
    const ourFrame = deps.window()?.webContents.mainFrame ?? null;
    if (!isOurPage(event.senderFrame, ourFrame, deps.ourOrigins)) {
      deps.log(
        `refused a call from ${event.senderFrame?.url.slice(0, 200) ?? 'a frame that is gone'}`,
      );
      return refusal('ORIGIN_NOT_ALLOWED');
    }
    return route(name, input, deps);
  });
}

/** Tells the window; a window that is closed or has crashed hears nothing. */
export function sendEvent(window: BrowserWindow | undefined, message: EventMessage): void {
  if (!window || window.isDestroyed() || window.webContents.isCrashed()) return;
  window.webContents.send(EVENT, message);
}
