import type { Ban } from '#shared/contract/operations/security';
import { toHref } from '../../../page-address';
import { t } from '../../../text/t';
import { covers } from './covers';
import { changeKey, openKey } from './key-fixes';
import {
  keyOf,
  mended,
  press,
  type FindRemedy,
  type Known,
  type Mended,
  type Refusal,
} from './remedy';

const text = t.fixes;

const openNetwork = { kind: 'go', label: text.toNetwork, href: toHref('network') } as const;

/** The way back: the same ban for the same time. What the gateway noticed itself is remembered again, not made by hand. */
const banAgain =
  (api: Refusal['api'], { source, cidr, reason, until, alsoValidKeys }: Ban) =>
  (): Promise<unknown> =>
    source === 'automatic'
      ? api.bans.restore({ cidr })
      : api.bans.add({ cidr, reason, until, alsoValidKeys });

/** An address, or the network of IPv6 that one home has. */
const isOneSource = ({ cidr }: Ban): boolean => {
  const prefix = cidr.split('/')[1];
  return prefix === undefined || Number(prefix) >= (cidr.includes(':') ? 64 : 32);
};

async function letIn({ api }: Refusal, ip: string): Promise<Mended> {
  const { bans } = await api.bans.list({});
  const inTheWay = bans.filter(({ cidr }) => covers(cidr, ip));
  if (inTheWay.length === 0) return mended(text.noBan(ip));
  // Letting one address in must not let its neighbours in.
  const wide = inTheWay.find((ban) => !isOneSource(ban));
  if (wide) return { tone: 'danger', words: text.wideBan(wide.cidr), help: text.wideBanHelp };
  for (const { id } of inTheWay) await api.bans.remove({ id });
  const backs = inTheWay.map((ban) => banAgain(api, ban));
  return mended(text.letIn(ip), () => Promise.all(backs.map((back) => back())));
}

/** Ends what turns the address away, whoever made it. */
export const removeBan: FindRemedy = (refusal) => {
  const { ip } = refusal.entry;
  return ip === '' ? undefined : press(text.letInLabel(ip), () => letIn(refusal, ip));
};

const DAY_MS = 86_400_000;
const isOwnComputer = (ip: string, { ownAddresses }: Known) =>
  ip === '::1' || ip.startsWith('127.') || ownAddresses.some((own) => covers(own, ip));

/** Turns away for a day whoever guesses at the admin secret; the right secret is let in all the same. */
export const banForADay: FindRemedy = ({ api, known, entry: { ip } }) => {
  if (ip === '' || isOwnComputer(ip, known)) return { kind: 'none', text: text.none.ownComputer };
  return press(text.shutOutLabel(ip), async () => {
    const until = new Date(Date.now() + DAY_MS).toISOString();
    const { bans: before } = await api.bans.list({});
    const { id } = await api.bans.add({ cidr: ip, reason: text.wrongSecret, until });
    // What was there before stays: it is not this press that may take it back.
    const isNew = before.every((ban) => ban.id !== id);
    const undo = isNew ? () => api.bans.remove({ id }) : undefined;
    return { ...mended(text.shutOut(ip), undo), help: text.shutOutHelp };
  });
};

/** Adds the address to those of the key; where everybody is shut out, that is where to look. */
export const allowAddress: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  const { ip } = refusal.entry;
  if (!key) return openNetwork;
  const { allow, deny } = key.addresses;
  const isDenied = deny.some((cidr) => covers(cidr, ip));
  // A whole network that the owner shut out is not opened by one press.
  if (isDenied && !deny.includes(ip)) return openKey(refusal);
  if (!isDenied && (allow.length === 0 || allow.some((cidr) => covers(cidr, ip)))) {
    return openNetwork;
  }
  const { addresses } = key;
  return changeKey(
    refusal,
    key,
    { label: text.allow(ip, key.name), done: text.allowed(ip, key.name) },
    {
      there: ({ addresses: now }) => ({
        addresses: {
          allow: now.allow.length === 0 || now.allow.includes(ip) ? now.allow : [...now.allow, ip],
          deny: now.deny.filter((one) => one !== ip),
        },
      }),
      back: () => ({ addresses }),
    },
  );
};
