import { createClient } from '#shared/contract/client';
import type { ClientOf } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { shellOperations, type ShellOperations } from '#shared/contract/shell-operations';
import type { Channel, Latchkey } from './api';

/** What this host can do beyond the gateway's operations. What is absent here has no control on the page. */
export interface Capabilities {
  /** Only in the desktop app. */
  readonly shell: ClientOf<ShellOperations> | undefined;
  /** Only in a browser: forget the panel token. */
  readonly signOut: (() => void) | undefined;
  /** Saves a finished export: where downloads go, or in the app where the person chooses; false when they chose no place. */
  readonly saveFile: (name: string) => Promise<boolean>;
  /** Rejects when the clipboard is not available. */
  readonly copy: (text: string) => Promise<void>;
}

/** The page's world inside the desktop app. */
export function createDesktopLatchkey(channel: Channel): Latchkey {
  const shell = createClient(shellOperations, channel.send);
  const copy = async (text: string) => void (await shell.shell.copy({ text }));
  const saveFile = async (name: string) => (await shell.shell.saveExport({ name })).saved;
  return {
    api: createClient(operations, channel.send),
    listen: channel.listen,
    capabilities: { shell, signOut: undefined, saveFile, copy },
  };
}

/** The page's world in a browser. */
export function createBrowserLatchkey(
  channel: Channel,
  signOut: () => void,
  saveFile: (name: string) => Promise<boolean>,
): Latchkey {
  const copy = (text: string) => navigator.clipboard.writeText(text);
  return {
    api: createClient(operations, channel.send),
    listen: channel.listen,
    capabilities: { shell: undefined, signOut, saveFile, copy },
  };
}
