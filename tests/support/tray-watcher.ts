import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';

/** A tray icon as the desktop was told of it. */
export interface TrayItem {
  readonly tooltip: readonly string[];
  readonly icons: readonly (readonly number[])[];
  /** The same for the same picture. */
  readonly look: string;
  readonly menu: readonly string[];
}

/** The tray of a desktop: sees every menu over D-Bus, and clicks. */
export interface TrayWatcher {
  readonly items: readonly TrayItem[];
  /** What was clicked, in its order. */
  readonly clicked: readonly string[];
  last(): TrayItem | undefined;
  menus(): readonly (readonly string[])[];
  /** Clicks a line of the menu as soon as it is there. */
  click(label: string): void;
  stop(): void;
}

type Line = Partial<TrayItem> & { readonly watching?: true; readonly clicked?: string };

/** Starts before the app: an icon looks for its tray once. */
export async function startTrayWatcher(...clicks: string[]): Promise<TrayWatcher> {
  const script = path.join(import.meta.dirname, 'sni.py');
  const child = spawn('/usr/bin/python3', [script, ...clicks], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const items: TrayItem[] = [];
  const clicked: string[] = [];
  let isWatching = false;
  createInterface({ input: child.stdout }).on('line', (text) => {
    const {
      watching,
      clicked: label,
      tooltip = [],
      icons = [],
      look = '',
      menu,
    } = JSON.parse(text) as Line;
    isWatching ||= watching === true;
    if (label !== undefined) clicked.push(label);
    if (menu) items.push({ tooltip, icons, look, menu });
  });
  await expect.poll(() => isWatching).toBe(true);
  return {
    items,
    clicked,
    last: () => items.at(-1),
    menus: () => items.map(({ menu }) => menu),
    click: (label) => void child.stdin.write(`${label}\n`),
    stop: () => void child.kill('SIGKILL'),
  };
}
