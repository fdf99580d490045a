import type { HandlersOf } from '#shared/contract/define';
import type { KeychainAnswer } from '#shared/contract/gateway-link';
import type { ShellOperations } from '#shared/contract/shell-operations';
import type { Autostart } from '../platform/autostart';
import type { Updates } from '../platform/updates';
import type { Supervisor } from '../supervisor/supervisor';

interface ShellDeps {
  readonly platform: string;
  readonly version: string;
  readonly supervisor: Pick<Supervisor, 'state' | 'start' | 'stop'>;
  readonly autostart: Autostart;
  readonly hasTray: () => Promise<boolean>;
  readonly keychain: () => KeychainAnswer;
  readonly copy: (text: string) => void;
  readonly openDataFolder: () => Promise<void>;
  /** Saves an export by its name; false when the owner chose no place. */
  readonly saveExport: (name: string) => Promise<boolean>;
  readonly updates: Pick<Updates, 'view' | 'fetch'>;
  readonly quit: () => void;
  /** The shell's own state changed; the window reads `shell.get` again. */
  readonly changed: () => void;
}

/** How long open calls may go on when the owner stops the gateway. */
export const STOP_GRACE_MS = 5_000;

/** What the desktop can do for its own window. There is no door for a path, a channel or an address from the page. */
export const createShellHandlers = (deps: ShellDeps): HandlersOf<ShellOperations, void> => ({
  shell: {
    get: async () => ({
      platform: deps.platform,
      version: deps.version,
      startAtLogin: await deps.autostart.isOn(),
      tray: await deps.hasTray(),
      keychain: deps.keychain(),
      gateway: deps.supervisor.state.phase,
      gatewayProblem: deps.supervisor.state.problem,
      updates: deps.updates.view,
    }),
    setStartAtLogin: async ({ enabled }) => {
      await deps.autostart.set(enabled);
      deps.changed();
      return { enabled: await deps.autostart.isOn() };
    },
    copy: async ({ text }) => {
      deps.copy(text);
      return {};
    },
    startGateway: async () => {
      deps.supervisor.start();
      return {};
    },
    stopGateway: async () => {
      await deps.supervisor.stop(STOP_GRACE_MS);
      return {};
    },
    openDataFolder: async () => {
      await deps.openDataFolder();
      return {};
    },
    saveExport: async ({ name }) => ({ saved: await deps.saveExport(name) }),
    fetchUpdate: async () => {
      await deps.updates.fetch();
      return deps.updates.view;
    },
    quit: async () => {
      deps.quit();
      return {};
    },
  },
});
