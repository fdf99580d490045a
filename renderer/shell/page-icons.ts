import Activity from '@lucide/svelte/icons/activity';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import House from '@lucide/svelte/icons/house';
import KeyRound from '@lucide/svelte/icons/key-round';
import Network from '@lucide/svelte/icons/network';
import Plug from '@lucide/svelte/icons/plug';
import ReceiptText from '@lucide/svelte/icons/receipt-text';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Users from '@lucide/svelte/icons/users';
import type { Component } from 'svelte';
import { PAGES } from '../page-address';

type Page = (typeof PAGES)[number];

/** The picture of each page. */
export const pageIcons: Readonly<Record<Page, Component>> = {
  overview: House,
  services: Plug,
  keys: KeyRound,
  people: Users,
  usage: ChartColumn,
  billing: ReceiptText,
  activity: Activity,
  network: Network,
  security: ShieldCheck,
  settings: Settings,
};

/** The pages that a phone shows at once; the others are one press further. */
const MAIN: readonly Page[] = ['overview', 'services', 'keys', 'activity'];

export const isMainPage = (page: string): boolean => MAIN.some((one) => one === page);
export const morePages: readonly Page[] = PAGES.filter((page) => !isMainPage(page));
