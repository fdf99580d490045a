import * as z from 'zod';
import type { Registry } from './define';

const Flag = z.object({ enabled: z.boolean() });

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
    quit: {
      kind: 'command',
      summary: 'Quit after open calls have ended, at most 5 seconds later',
      input: z.object({}),
      output: z.object({}),
    },
  },
} as const satisfies Registry;

export type ShellOperations = typeof shellOperations;
