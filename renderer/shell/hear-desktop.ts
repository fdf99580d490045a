import type { Channel } from '../api/api';
import type { Toasts } from '../components/toasts.svelte';
import type { Router } from '../router.svelte';
import { t } from '../text/t';

/** Follows what tray and notes ask the window to show, and says which allowances near their end; until the returned function is called. */
export const hearDesktop = (listen: Channel['listen'], router: Router, toasts: Toasts) =>
  listen((event) => {
    if (event.name === 'show') router.show(event.payload);
    if (event.name !== 'budget') return;
    const { near, nearHelp, spent, spentHelp } = t.notices;
    const isSpent = event.payload.level === 'spent';
    const title = isSpent ? spent(event.payload) : near(event.payload);
    toasts.show(isSpent ? 'danger' : 'warning', title, isSpent ? spentHelp : nearHelp);
  });
