import type { KeySummary } from '#shared/contract/operations/keys';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { FoundService } from '#shared/contract/operations/services';
import { toInterfaceName } from '../../network/interface-name';
import { toHref } from '../../page-address';
import { t } from '../../text/t';

export interface Check {
  readonly id: string;
  readonly mark: 'good' | 'look' | 'bad' | 'unknown';
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
}

const text = t.security.checks;
const NAMED = 3;

const good = (id: string, title: string, help: string): Check => ({
  id,
  mark: 'good',
  title,
  text: help,
});

/** The first few names, and how many more there are. */
export function toNames(names: readonly string[]): string {
  const more = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(', ');
  return more > 0 ? `${shown}, +${more}` : shown;
}

/** Where the admin secret is; undefined while a browser asks, which cannot see it. */
export function checkSecret(keychain: 'found' | 'absent' | 'unavailable' | undefined): Check {
  const link = { href: toHref('settings'), text: text.toSecret };
  if (keychain === 'found')
    return { ...good('secret', text.secretGood, text.secretGoodHelp), link };
  return keychain === undefined
    ? {
        id: 'secret',
        mark: 'unknown',
        title: text.secretUnknown,
        text: text.secretUnknownHelp,
        link,
      }
    : {
        id: 'secret',
        mark: 'look',
        title: text.secretOutside,
        text: text.secretOutsideHelp,
        link,
      };
}

const isOpen = ({ enabled, kind }: NetworkInterface) => enabled && kind !== 'loopback';
const namesOf = (some: readonly NetworkInterface[]) =>
  toNames([...new Set(some.map(toInterfaceName))]);

/** Whether calls of other devices could be read on their way, and who can connect at all. */
export function checkNetwork(all: readonly NetworkInterface[], isHttpsOn: boolean): Check[] {
  const opened = all.filter(isOpen);
  const plain = opened.filter(({ kind }) => kind !== 'tailscale');
  const link = { href: toHref('network'), text: text.toNetwork };
  return [toEncryption(plain, isHttpsOn, link), toOpened(opened, link)];
}

function toEncryption(
  plain: readonly NetworkInterface[],
  isHttpsOn: boolean,
  link: NonNullable<Check['link']>,
): Check {
  const id = 'encryption';
  if (plain.length === 0) return good(id, text.encryptedGood, text.encryptedGoodHelp);
  if (isHttpsOn) return good(id, text.encryptedHttps, text.encryptedHttpsHelp);
  return { id, mark: 'look', title: text.plain, text: text.plainHelp(namesOf(plain)), link };
}

function toOpened(opened: readonly NetworkInterface[], link: NonNullable<Check['link']>): Check {
  const id = 'open';
  if (opened.some(({ kind }) => kind === 'public')) {
    return { id, mark: 'bad', title: text.openedPublic, text: text.openedPublicHelp, link };
  }
  if (opened.length === 0) return good(id, text.openedNone, text.openedNoneHelp);
  return { ...good(id, text.opened(namesOf(opened)), text.openedHelp), link };
}

const hasNoLimit = ({ allowance: { calls, tokens, money } }: KeySummary) =>
  [calls, tokens, money].every((caps) => Object.values(caps).every((cap) => cap === null));

/** What may be wrong with keys that work. */
export function checkKeys(all: readonly KeySummary[]): Check[] {
  const active = all.filter(({ state }) => state === 'active');
  if (active.length === 0) return [good('keys', text.noKeys, text.noKeysHelp)];
  const link = { href: toHref('keys'), text: text.toKeys };
  const names = (some: readonly KeySummary[]) => toNames(some.map(({ name }) => name));
  const weak = active.filter((key) => key.weak);
  const endless = active.filter(({ expiresAt }) => expiresAt === null);
  const unlimited = active.filter(hasNoLimit);
  const one = (id: string, mark: 'look' | 'bad', title: string, help: string): Check => ({
    id,
    mark,
    title,
    text: help,
    link,
  });
  return [
    weak.length > 0
      ? one('weak', 'bad', text.weak(weak.length), text.weakHelp)
      : good('weak', text.weakNone, text.weakNoneHelp),
    endless.length > 0
      ? one('endless', 'look', text.endless(endless.length), text.endlessHelp(names(endless)))
      : good('endless', text.endlessNone, text.endlessNoneHelp),
    unlimited.length > 0
      ? one(
          'unlimited',
          'look',
          text.unlimited(unlimited.length),
          text.unlimitedHelp(names(unlimited)),
        )
      : good('unlimited', text.unlimitedNone, text.unlimitedNoneHelp),
  ];
}

/** Whether other devices can go around the gateway. */
export function checkExposed(found: readonly FoundService[]): Check {
  const exposed = found.filter((service) => service.exposed);
  if (exposed.length === 0) return good('exposed', text.exposedNone, text.exposedNoneHelp);
  return {
    id: 'exposed',
    mark: 'bad',
    title: text.exposed(toNames(exposed.map(({ label }) => label))),
    text: text.exposedHelp,
    link: { href: toHref('services'), text: text.toServices },
  };
}
