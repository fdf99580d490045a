import type { Locator, Page } from '@playwright/test';

/** The page of the services. */
export class ServicesPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** The card of one service. */
  card(name: string): Locator {
    return this.page.getByRole('article', { name });
  }

  /** Adds a service through the dialog; `kind` is the name on its tile. */
  async add(kind: string, name: string, url: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add service' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Add a service' });
    await dialog.getByText(kind, { exact: true }).click();
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Address').fill(url);
    await dialog.getByRole('button', { name: 'Add service' }).click();
    await this.card(name).waitFor();
  }

  /** Chooses an entry of the card's menu. */
  async choose(name: string, entry: string): Promise<void> {
    await this.card(name)
      .getByRole('button', { name: `More for ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
