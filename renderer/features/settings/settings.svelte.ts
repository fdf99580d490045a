import { createContext } from 'svelte';
import type { Settings } from '#shared/contract/operations/system';
import type { Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';

/** The gateway's settings, and the desktop shell's own where there is one. */
export class SettingsState {
  readonly settings;
  readonly shell;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api, capabilities } = latchkey;
    this.#latchkey = latchkey;
    this.settings = new Resource(() => api.settings.get({}));
    this.shell = new Resource(async () => await capabilities.shell?.shell.get({}));
  }

  follow(): () => void {
    void this.shell.load();
    return followChanges(this.#latchkey.listen, ['settings'], this.settings.load, (event) => {
      if (event.name === 'shell') void this.shell.load();
    });
  }

  /** Rejects with REVISION_CONFLICT when somebody else changed the settings since they were read. */
  async update(changes: Partial<Settings>): Promise<void> {
    const ifRevision = this.settings.value?.revision;
    try {
      this.settings.put(
        await this.#latchkey.api.settings.update({
          ...changes,
          ...(ifRevision === undefined ? {} : { ifRevision }),
        }),
      );
    } catch (error) {
      await this.settings.load();
      throw error;
    }
  }

  async setStartAtLogin(enabled: boolean): Promise<void> {
    await this.#latchkey.capabilities.shell?.shell.setStartAtLogin({ enabled });
    await this.shell.load();
  }

  createCode() {
    return this.#latchkey.api.panel.createCode({});
  }

  async rotateSecret(): Promise<string> {
    return (await this.#latchkey.api.panel.rotateSecret({})).secret;
  }
}

export const [useSettings, provideSettings] = createContext<SettingsState>();
