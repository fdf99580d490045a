import type { Locator, Page } from '@playwright/test';

/** The page of the keys. */
export class KeysPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** The line of one key. */
  row(name: string): Locator {
    return this.page
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name: new RegExp(`^${name}`) }) });
  }

  /** Creates a key for all services and answers with its text, as it is shown once. */
  async create(name: string): Promise<string> {
    await this.page.getByRole('button', { name: 'Create key' }).click();
    const form = this.page.getByRole('dialog', { name: 'Create a key' });
    await form.getByLabel('Name').fill(name);
    await form.getByRole('button', { name: 'Create key' }).click();
    return this.readShownKey(name);
  }

  /** The key's text from the dialog that shows it once; the dialog is closed. */
  async readShownKey(name: string): Promise<string> {
    const shown = this.page.getByRole('dialog', { name: `The key for ${name}` });
    const secret = await shown.getByText(/^lk_\w+$/).innerText();
    await shown.getByRole('button', { name: 'Done' }).click();
    await this.page.getByRole('button', { name: 'Close anyway' }).click();
    return secret;
  }

  /** Chooses an entry of the key's menu. */
  async choose(name: string, entry: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `More for ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
