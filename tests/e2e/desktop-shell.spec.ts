import { expect, fakeGateway, test } from '../support/desktop';

test.use({ launch: { env: { LATCHKEY_GATEWAY_ENTRY: fakeGateway } } });

test('the window opens and says whose it is', async ({ desktop }) => {
  const page = await desktop.window();

  await expect(page).toHaveTitle('Latchkey');
  expect(page.url()).toBe('latchkey://app/index.html');
});
