import { createContext } from 'svelte';
import type { Settings } from '#shared/contract/operations/system';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { language } from '../../text/language';

export type BackupSource = Parameters<Api['backup']['inspect']>[0];

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

  /** What the names for models can be bound to. */
  async services(): Promise<readonly { id: string; name: string }[]> {
    return (await this.#latchkey.api.services.list({})).services;
  }

  /** The keys whose rights somebody can have without holding one. */
  async keys(): Promise<readonly { id: string; name: string }[]> {
    const { keys } = await this.#latchkey.api.keys.list({});
    return keys.filter(({ role, state }) => role === 'device' && state !== 'revoked');
  }

  /** Writes an encrypted backup; it can be fetched by its name for 24 hours. */
  createBackup(passphrase: string) {
    return this.#latchkey.api.backup.create({ passphrase });
  }

  /** Saves a finished file where the person wants it; false when they thought better of it. */
  async saveFile(name: string): Promise<boolean> {
    return this.#latchkey.capabilities.saveFile(name);
  }

  /** Checks a backup from its first to its last byte; nothing is changed. */
  inspectBackup(source: BackupSource) {
    return this.#latchkey.api.backup.inspect(source);
  }

  /** Puts a backup in place at the next start. */
  restoreBackup(source: BackupSource, records: boolean, reviveKeys: string[]) {
    return this.#latchkey.api.backup.restore({ ...source, records, reviveKeys });
  }

  async cancelRestore(): Promise<void> {
    await this.#latchkey.api.backup.cancelRestore({});
  }

  previewImport(content: string) {
    return this.#latchkey.api.import.preview({ content, language });
  }

  runImport(content: string) {
    return this.#latchkey.api.import.run({ content, language });
  }

  createCode() {
    return this.#latchkey.api.panel.createCode({});
  }

  async rotateSecret(): Promise<string> {
    return (await this.#latchkey.api.panel.rotateSecret({})).secret;
  }
}

export const [useSettings, provideSettings] = createContext<SettingsState>();
