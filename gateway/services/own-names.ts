import { hostname } from 'node:os';

/** The names by which a home network finds this computer, in small letters: whole, without a domain, and as mDNS says it. */
export function ownNames(name = hostname()): readonly string[] {
  const own = name.toLowerCase();
  const [label = own] = own.split('.');
  return [own, label, `${label}.local`];
}
