import { createContext } from 'svelte';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { Ban, Threat } from '#shared/contract/operations/security';
import type { FoundService } from '#shared/contract/operations/services';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';

type BanFields = Parameters<Api['bans']['add']>[0];

/** Open alerts, bans, and everything that the list of checks is made of. */
export class SecurityState {
  readonly alerts: Resource<readonly Threat[]>;
  readonly bans: Resource<readonly Ban[]>;
  readonly keys: Resource<readonly KeySummary[]>;
  readonly interfaces: Resource<readonly NetworkInterface[]>;
  readonly found: Resource<readonly FoundService[]>;
  readonly settings;
  readonly certificate;
  readonly shell;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api, capabilities } = latchkey;
    this.#latchkey = latchkey;
    this.alerts = new Resource(async () => (await api.audit.threats({ filter: 'open' })).threats);
    this.bans = new Resource(async () => (await api.bans.list({})).bans);
    this.keys = new Resource(async () => (await api.keys.list({})).keys);
    this.interfaces = new Resource(async () => (await api.network.interfaces({})).interfaces);
    this.found = new Resource(async () => (await api.services.discover({})).found);
    this.settings = new Resource(async () => (await api.settings.get({})).settings);
    this.certificate = new Resource(() => api.network.certificate({}));
    this.shell = new Resource(async () => (await capabilities.shell?.shell.get({})) ?? null);
  }

  follow(): () => void {
    const { listen } = this.#latchkey;
    void this.found.load();
    const ends = [
      followChanges(listen, ['security'], this.bans.load),
      followChanges(listen, ['security'], this.alerts.load, (event) => {
        if (event.name === 'threat') void this.alerts.load();
      }),
      followChanges(listen, ['keys'], this.keys.load),
      followChanges(listen, ['network'], this.interfaces.load),
      followChanges(listen, ['settings'], this.settings.load),
      followChanges(listen, ['network', 'settings'], this.certificate.load),
      followChanges(listen, [], this.shell.load, (event) => {
        if (event.name === 'shell') void this.shell.load();
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  async acknowledge(id: string, verdict: 'mine' | 'seen'): Promise<void> {
    await this.#latchkey.api.threats.acknowledge({ id, verdict });
    this.alerts.put((this.alerts.value ?? []).filter((alert) => alert.id !== id));
  }

  async pauseKey(id: string): Promise<void> {
    this.#replace((await this.#latchkey.api.keys.pause({ id })).key);
  }

  /** The new text of the key, which is nowhere else; the old one has ended. */
  async rotateKey(id: string): Promise<string> {
    const { key, secret } = await this.#latchkey.api.keys.rotate({ id, overlapSeconds: 0 });
    this.#replace(key);
    return secret;
  }

  async setKeysPaused(ids: readonly string[], isPaused: boolean): Promise<void> {
    const { keys } = this.#latchkey.api;
    for (const id of ids) this.#replace((await keys[isPaused ? 'pause' : 'resume']({ id })).key);
  }

  async setHttps(httpsEnabled: boolean): Promise<void> {
    this.settings.put((await this.#latchkey.api.settings.update({ httpsEnabled })).settings);
    await this.certificate.load();
  }

  async setWayOpen({ id }: NetworkInterface, isOpen: boolean): Promise<void> {
    const { network } = this.#latchkey.api;
    this.interfaces.put((await network[isOpen ? 'enable' : 'disable']({ id })).interfaces);
  }

  async ban(fields: BanFields): Promise<void> {
    await this.#latchkey.api.bans.add(fields);
    await this.bans.load();
  }

  /** Has an address wait again whose failures were forgotten just now. */
  async restoreWait(cidr: string): Promise<void> {
    await this.#latchkey.api.bans.restore({ cidr });
    await this.bans.load();
  }

  async liftBan(id: string): Promise<void> {
    await this.#latchkey.api.bans.remove({ id });
    await this.bans.load();
  }

  /** Checks the hash chain of the record; `broken` names the first line that is not as it was written. */
  verify() {
    return this.#latchkey.api.audit.verify({});
  }

  #replace(changed: KeySummary): void {
    this.keys.put((this.keys.value ?? []).map((key) => (key.id === changed.id ? changed : key)));
  }
}

export const [useSecurity, provideSecurity] = createContext<SecurityState>();
