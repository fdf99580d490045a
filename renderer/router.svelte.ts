import { createContext } from 'svelte';
import type { Events, ShownPlace } from '#shared/contract/events';
import { parseHash, toHref, type Page } from './page-address';

/** Where tray and notes lead. */
const PLACES: Readonly<Record<ShownPlace, (id: string) => string>> = {
  connect: () => toHref('keys', { connect: '' }),
  alert: (id) => toHref('security', { alert: id }),
  keys: () => toHref('keys'),
  people: () => toHref('people'),
  services: () => toHref('services'),
  settings: () => toHref('settings'),
};

/** The page that the address bar names; it follows back, forward and links. */
export class Router {
  #place = $state.raw(parseHash(location.hash));
  page = $derived(this.#place.page);
  query = $derived(this.#place.query);

  /** Whether the address asks for something to be done once; it is then taken out of the address. */
  take(name: string): boolean {
    if (!this.query.has(name)) return false;
    const rest = [...this.query].filter(([other]) => other !== name);
    history.replaceState(history.state, '', toHref(this.page, Object.fromEntries(rest)));
    this.#place = parseHash(location.hash);
    return true;
  }

  /** Goes to another page at once; "back" does not lead here again. */
  replace(page: Page): void {
    history.replaceState(history.state, '', toHref(page));
    this.#place = parseHash(location.hash);
  }

  /** Goes to a place that the owner asked for outside of the window. */
  show({ place, id }: Events['show']): void {
    location.hash = PLACES[place](id ?? '');
  }

  /** Follows the address until the returned function is called. */
  follow(): () => void {
    const read = () => (this.#place = parseHash(location.hash));
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }
}

export const [useRouter, provideRouter] = createContext<Router>();
