import type { Dispatch } from '#shared/contract/dispatch';
import type { KeychainAnswer } from '#shared/contract/gateway-link';
import type { Caller } from './admin/caller';
import type { EventHub } from './events';
import type { EdgeCaps } from './edge/edge-caps';
import type { AskWhois } from './identity/tailscale-whois';
import type { KeysFilesOptions } from './keys/import/follow-keys-files';
import type { FoundInterface } from './listeners/interfaces';
import type { Log } from './log';
import type { FirewallReader } from './pairing/firewall-hint';
import { openParts, type Parts } from './parts';

export interface GatewayOptions {
  readonly dataDir: string;
  readonly version: string;
  readonly host: 'desktop' | 'headless';
  /** 0 asks the system for a free port; undefined takes what the settings say. */
  readonly publicPort?: number | undefined;
  /** Of HTTPS, once it is switched on; 0 asks the system for a free one. */
  readonly tlsPort?: number | undefined;
  readonly adminPort?: number | undefined;
  readonly adminHost?: string | undefined;
  /** `--listen`, besides what the owner switched on. */
  readonly listen?: string | undefined;
  readonly adminSecret?: string | undefined;
  readonly newAdminSecret?: boolean | undefined;
  readonly keychain: KeychainAnswer;
  /** Is given a new admin secret to keep; it is stored nowhere else. */
  readonly keepSecret: (secret: string) => void;
  readonly log: Log;
  /** Also write the record in the classic text form to this file. */
  readonly auditLogFile?: string | undefined;
  /** Slow down failing callers on this computer too. */
  readonly throttleLoopback?: boolean | undefined;
  readonly edge?: Partial<EdgeCaps> | undefined;
  /** False lets programs of this computer call without a key; refused while any other may connect. */
  readonly authEnabled?: boolean | undefined;
  /** Files whose keys hold as long as they stand there. */
  readonly keysFiles?: KeysFilesOptions | undefined;
  /** Who is behind an address of the tailnet; asks the Tailscale of this computer when undefined. */
  readonly whois?: AskWhois | undefined;
  /** The addresses of this computer; asks the system when undefined. */
  readonly readInterfaces?: (() => readonly FoundInterface[]) | undefined;
  /** How often the addresses of this computer are looked at. */
  readonly pollMs?: number | undefined;
  /** The built pages of phones; those beside the built gateway when undefined. */
  readonly pagesDir?: string | undefined;
  /** What can be seen of this computer's firewall; the computer itself when undefined. */
  readonly firewall?: FirewallReader | undefined;
  /** Wakes a computer of this hardware address. */
  readonly sendMagicPacket?: ((mac: string) => Promise<void>) | undefined;
  /** The clock of the limits. */
  readonly monotonicMs?: (() => number) | undefined;
  /** The clock that days, weeks, months and quiet times follow. */
  readonly wallMs?: (() => number) | undefined;
}

interface GatewayAddresses {
  readonly publicUrls: readonly string[];
  readonly adminUrl: string | null;
}

/** A running gateway. */
export interface Gateway {
  readonly addresses: () => GatewayAddresses;
  readonly dispatch: Dispatch<Caller>;
  readonly events: EventHub;
  /** Stops accepting, lets open calls finish for `graceMs`, cuts the rest, and puts everything on disk. */
  stop(graceMs: number): Promise<void>;
}

async function drain(parts: Parts, graceMs: number): Promise<void> {
  const finished = new Promise<void>((resolve) => {
    if (parts.live.count === 0) resolve();
    parts.live.onChange((count) => count === 0 && resolve());
  });
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([finished, over]);
  clearTimeout(timer);
  parts.live.cutWhere(() => true);
}

/** Puts the gateway together and opens its listeners. Throws LatchkeyError when it cannot serve; nothing is left open then. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const parts = await openParts(options);
  const closeAll = async () => {
    await parts.forwarder.close();
    await parts.closeStores();
  };
  try {
    await parts.admin.listen();
    await parts.listeners.start();
    await parts.setUpSecret();
  } catch (error) {
    await parts.listeners.stop();
    await parts.admin.close();
    await closeAll();
    throw error;
  }
  return {
    addresses: () => ({ publicUrls: parts.listeners.urls(), adminUrl: parts.admin.url() }),
    dispatch: parts.dispatch,
    events: parts.events,
    async stop(graceMs) {
      parts.stopWaiting();
      await parts.admin.close();
      const stopped = parts.listeners.stop(graceMs);
      await drain(parts, graceMs);
      await stopped;
      await closeAll();
    },
  };
}
