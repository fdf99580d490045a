import { expect, type Locator, type Page } from '@playwright/test';

/** What an owner does on the pages, by the words that stand there; the same in the window and in a browser. */
export async function openPage(page: Page, name: string): Promise<void> {
  const link = page.getByRole('navigation').getByRole('link', { name });
  // On a phone the pages that are needed less are behind one more press.
  if (!(await link.isVisible())) {
    await page.getByRole('button', { name: 'More', exact: true }).click();
  }
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Leaves the first steps, which a fresh start opens with; the overview is there then. */
export async function leaveFirstRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** One of several choices, as large as it is to press. */
export const choiceOf = (place: Page | Locator, label: string): Locator =>
  place.locator('label').filter({ hasText: new RegExp(`^\\s*${label}`) });

/** Adds an Ollama service at this address, after a test that finds it working. */
export async function addOllama(page: Page, name: string, url: string): Promise<void> {
  await openPage(page, 'Services');
  await page.getByRole('button', { name: 'Add service' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a service' });
  await choiceOf(dialog, 'Ollama').click();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Address', { exact: true }).fill(url);
  await dialog.getByRole('button', { name: 'Test now' }).click();
  await expect(dialog.getByText('It works')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('article', { name })).toBeVisible();
}

/** Makes a key for so many requests an hour; the key as it is shown, once. */
export async function createKey(page: Page, name: string, anHour: number): Promise<string> {
  await openPage(page, 'Keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a key' });
  await dialog.getByLabel('Name').fill(name);
  await choiceOf(dialog, 'Custom').click();
  await dialog.getByLabel('Requests').fill(String(anHour));
  await dialog.getByLabel('in so many seconds').fill('3600');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('dialog', { name: `The key for ${name}` });
  const secret = await shown.getByText(/^lk_\S+$/).innerText();
  await shown.getByRole('button', { name: 'Copy Key', exact: true }).click();
  await shown.getByRole('button', { name: 'Done' }).click();
  await expect(shown).toBeHidden();
  return secret;
}

/** The line of a key in the table of the Keys page. */
export const keyRow = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });

/** Chooses from the menu of a key or a service. */
export async function chooseFor(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}
