import { existsSync, readFileSync } from 'node:fs';
import type { Pairing } from '#shared/contract/operations/pairing';

/** What can be seen of a firewall without being root. */
export interface FirewallReader {
  readonly platform: NodeJS.Platform;
  /** The text of a file, or undefined when it is not there or may not be read. */
  read(file: string): string | undefined;
  exists(path: string): boolean;
}

/** Reads this computer. */
export const systemFirewall: FirewallReader = {
  platform: process.platform,
  read(file) {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined; // not there, or not for us: then nothing is known of it
    }
  },
  exists: existsSync,
};

/** While the service runs, systemd has a group of processes for it. */
const FIREWALLD_SIGNS = [
  '/run/firewalld.pid',
  '/run/firewalld',
  '/sys/fs/cgroup/system.slice/firewalld.service',
  '/sys/fs/cgroup/systemd/system.slice/firewalld.service',
];

/** A firewall that is switched on here, with the command that lets devices in at this port; null when none is seen. */
export function findFirewall(reader: FirewallReader, port: number): Pairing['firewall'] {
  if (reader.platform !== 'linux') return null;
  const ufw = reader.read('/etc/ufw/ufw.conf') ?? '';
  if (/^\s*ENABLED\s*=\s*["']?yes["']?\s*(?:#.*)?$/im.test(ufw)) {
    return { name: 'ufw', fix: `sudo ufw allow ${port}/tcp` };
  }
  if (!FIREWALLD_SIGNS.some((sign) => reader.exists(sign))) return null;
  const add = `sudo firewall-cmd --permanent --add-port=${port}/tcp`;
  return { name: 'firewalld', fix: `${add} && sudo firewall-cmd --reload` };
}
