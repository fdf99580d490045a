import * as z from 'zod';
import type { Registry } from './define';

const Flag = z.object({ enabled: z.boolean() });

/** How updates of the app are; `version` is the newer one, when there is one. */
const UpdateView = z.object({
  state: z.enum([
    /** This build is not signed, so it asks nobody. */
    'unsigned',
    /** This copy cannot replace itself: it was unpacked by hand. */
    'by_hand',
    /** Nobody has answered yet. */
    'unknown',
    'current',
    'available',
    'fetching',
    /** Fetched and checked; it is put in place at the next quit. */
    'ready',
  ]),
  version: z.string().nullable(),
});
export type UpdateView = z.infer<typeof UpdateView>;

/** What only the desktop app can do. A browser panel has no such registry: the controls are absent there by type. */
export const shellOperations = {
  shell: {
    get: {
      kind: 'query',
      summary: 'What the desktop shell knows',
      input: z.object({}),
      output: z.object({
        platform: z.string(),
        version: z.string(),
        startAtLogin: z.boolean(),
        tray: z.boolean(),
        keychain: z.enum(['found', 'absent', 'unavailable']),
        gateway: z.enum(['starting', 'running', 'stopped', 'restarting', 'failed']),
        /** Why the gateway is not running, in one plain sentence. */
        gatewayProblem: z.string().nullable(),
        updates: UpdateView,
      }),
    },
    setStartAtLogin: {
      kind: 'command',
      summary: 'Start with the computer',
      input: Flag,
      output: Flag,
    },
    copy: {
      kind: 'command',
      summary: 'Put text on the clipboard',
      input: z.object({ text: z.string().max(10_000) }),
      output: z.object({}),
    },
    startGateway: { kind: 'command', summary: 'Start', input: z.object({}), output: z.object({}) },
    stopGateway: { kind: 'command', summary: 'Stop', input: z.object({}), output: z.object({}) },
    openDataFolder: {
      kind: 'command',
      summary: 'Show the data folder in the file manager',
      input: z.object({}),
      output: z.object({}),
    },
    saveExport: {
      kind: 'command',
      summary: 'Save a finished export where the owner chooses; the page never names a place',
      input: z.object({ name: z.string().min(1).max(120) }),
      /** False when no place was chosen. */
      output: z.object({ saved: z.boolean() }),
    },
    fetchUpdate: {
      kind: 'command',
      summary: 'Fetch the newer version; it is put in place at the next quit',
      input: z.object({}),
      output: UpdateView,
    },
    quit: {
      kind: 'command',
      summary: 'Quit after open calls have ended, at most 5 seconds later',
      input: z.object({}),
      output: z.object({}),
    },
  },
} as const satisfies Registry;

export type ShellOperations = typeof shellOperations;
