import { expect, test, watchPage } from '../support/panel';

const pages = [
  { id: 'S003-37', path: '/docs', name: 'Swagger UI' },
  { id: 'S003-38', path: '/redoc', name: 'ReDoc' },
];

for (const { id, path, name } of pages) {
  test(`${id}: ${name} at ${path} shows every operation and asks nobody outside`, async ({
    page,
    gateway,
  }) => {
    const complaints = watchPage(page, gateway.adminUrl);
    const failed: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() >= 400) failed.push(answer.url());
    });
    await page.goto(`${gateway.adminUrl}${path}`);
    await expect(page.getByRole('heading', { name: /Latchkey/ }).first()).toBeVisible();
    const document = await page.evaluate(
      async () =>
        (await (await fetch('/admin/v1/openapi.json')).json()) as {
          paths: Record<string, { post?: { summary: string } }>;
        },
    );
    const operations = Object.values(document.paths).flatMap(({ post }) => (post ? [post] : []));
    expect(operations.length).toBeGreaterThan(20);
    const summaries = operations.map(({ summary }) => summary);
    const missing = () =>
      page.evaluate((wanted) => {
        const toText = ({ textContent }: Element) => textContent.trim().replaceAll(/\s+/g, ' ');
        const shown = new Set([...window.document.querySelectorAll('body *')].map(toText));
        return wanted.filter((summary) => !shown.has(summary));
      }, summaries);
    await expect.poll(missing).toEqual([]);
    expect({ ...complaints, failed }).toEqual({
      policy: [],
      errors: [],
      dialogs: [],
      outside: [],
      failed: [],
    });
  });
}
