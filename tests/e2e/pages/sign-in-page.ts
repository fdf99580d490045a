import type { Page } from '@playwright/test';

/** The page that a browser sees before anything else. */
export class SignInPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the panel and enters the admin secret or a one-time code. */
  async signIn(adminUrl: string, proof: string): Promise<void> {
    await this.page.goto(adminUrl);
    await this.page.getByLabel('Admin secret or one-time code').fill(proof);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }
}

/** Goes to a page of the window by its link. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
