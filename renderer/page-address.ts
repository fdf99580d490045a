export const PAGES = [
  'overview',
  'services',
  'keys',
  'people',
  'usage',
  'billing',
  'activity',
  'network',
  'security',
  'settings',
] as const;
/** Besides the pages of the sidebar: the first steps, which have the window for themselves. */
const PLACES = [...PAGES, 'welcome'] as const;
export type Page = (typeof PLACES)[number];

const isPage = (text: string): text is Page => PLACES.some((page) => page === text);

/** The address of a page, such as `#/activity?key=7`. */
export function toHref(page: Page, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${page}${search ? `?${search}` : ''}`;
}

/** Which page an address means; anything unknown is the overview. */
export function parseHash(hash: string): { page: Page; query: URLSearchParams } {
  const [, name = '', search = ''] = /^#\/([a-z]*)(?:\?(.*))?$/.exec(hash) ?? [];
  return { page: isPage(name) ? name : 'overview', query: new URLSearchParams(search) };
}
