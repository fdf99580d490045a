import type { Api } from '../api/api';
import { Resource } from '../api/resource.svelte';
import { PAGES, toHref } from '../page-address';
import { t } from '../text/t';
import { rank, type Place } from './rank';

const pages: readonly Place[] = PAGES.map((page) => ({
  kind: 'page',
  name: t.pages[page],
  href: toHref(page),
  page,
}));

const actions: readonly Place[] = [
  { name: t.shell.addService, href: toHref('services', { add: '' }), page: 'services' as const },
  { name: t.shell.addKey, href: toHref('keys', { add: '' }), page: 'keys' as const },
].map((action) => ({ kind: 'action' as const, ...action }));

async function readNames({ keys, services, people }: Api): Promise<Place[]> {
  const [one, two, three] = await Promise.all([services.list({}), keys.list({}), people.list({})]);
  const place =
    (kind: Place['kind'], page: Place['page'], query: string) =>
    ({ id, name }: { id: string; name: string }): Place => ({
      kind,
      name,
      page,
      href: toHref(page, { [query]: id }),
    });
  return [
    ...one.services.map(place('service', 'services', 'service')),
    ...two.keys.map(place('key', 'keys', 'key')),
    ...three.people.map(place('person', 'people', 'person')),
  ];
}

/** What one can jump to, narrowed down by what is typed; one of it is chosen as long as there is any. */
export class QuickJump {
  readonly names: Resource<Place[]>;
  #typed = $state('');
  #at = $state(0);

  constructor(api: Api) {
    this.names = new Resource(() => readNames(api));
  }

  found = $derived.by(() => {
    const names = this.names.value ?? [];
    return rank([...pages, ...actions, ...names], this.#typed);
  });
  chosen = $derived(Math.min(this.#at, this.found.length - 1));

  get typed(): string {
    return this.#typed;
  }
  set typed(typed: string) {
    this.#typed = typed;
    this.#at = 0;
  }

  choose(at: number): void {
    this.#at = at;
  }

  /** One further down or up; after the last comes the first. */
  move(by: 1 | -1): void {
    const count = this.found.length;
    if (count > 0) this.#at = (this.chosen + by + count) % count;
  }
}
