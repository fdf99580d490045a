import { createContext } from 'svelte';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { Settings } from '#shared/contract/operations/system';
import type { Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';

/** The ways into this computer, and how they are protected. */
export class NetworkState {
  readonly interfaces: Resource<readonly NetworkInterface[]>;
  readonly certificate;
  readonly settings;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.interfaces = new Resource(async () => (await api.network.interfaces({})).interfaces);
    this.certificate = new Resource(() => api.network.certificate({}));
    this.settings = new Resource(async () => (await api.settings.get({})).settings);
  }

  follow(): () => void {
    const { listen } = this.#latchkey;
    const ends = [
      followChanges(listen, ['network', 'settings'], this.interfaces.load),
      followChanges(listen, ['network', 'settings'], this.certificate.load),
      followChanges(listen, ['settings'], this.settings.load),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Rejects with an OperationError when the gateway refuses; the list then shows what is true. */
  async setEnabled({ id }: NetworkInterface, isEnabled: boolean): Promise<void> {
    const { network } = this.#latchkey.api;
    try {
      this.interfaces.put((await network[isEnabled ? 'enable' : 'disable']({ id })).interfaces);
    } catch (error) {
      await this.interfaces.load();
      throw error;
    }
  }

  async change(changes: Partial<Settings>): Promise<void> {
    this.settings.put((await this.#latchkey.api.settings.update(changes)).settings);
    await Promise.all([this.interfaces.load(), this.certificate.load()]);
  }

  /** Makes a new certificate; with a new authority each device has to be told to trust again. */
  async renew(newAuthority: boolean): Promise<void> {
    const { network } = this.#latchkey.api;
    this.certificate.put(await network.renewCertificate(newAuthority ? { newAuthority } : {}));
  }

  probe({ id }: NetworkInterface) {
    return this.#latchkey.api.network.probe({ id });
  }
}

export const [useNetwork, provideNetwork] = createContext<NetworkState>();
