import { chooseFor, choiceOf, openPage } from '../support/owner-steps';
import { lookAt } from '../support/look-at';
import { expect, test, watchPage } from '../support/panel';
import { MARKUP, startOllamaWithMarkup } from '../support/troubled-home';

test('S003-43 T-09: a program of this computer is found by itself and added with one press, its names as text', async ({
  page,
  panel,
  gateway,
}) => {
  const seen = watchPage(page, new URL(gateway.adminUrl).origin);
  const ollama = await startOllamaWithMarkup();
  try {
    await openPage(panel, 'Services');
    const found = panel
      .getByRole('region', { name: 'Found on this computer' })
      .getByRole('listitem')
      .filter({ hasText: `:${ollama.port}` });
    await expect(found.getByText(MARKUP)).toBeVisible();
    await found.getByRole('button', { name: 'Add Ollama' }).click();
    await expect(found.getByText('Added already')).toBeVisible();
    const { services } = await gateway.api.services.list({});
    expect(services).toMatchObject([{ kind: 'ollama', isDefault: true }]);
    expect(new URL(services[0]?.targets[0]?.url ?? '').port).toBe(String(ollama.port));
    await expect(panel.getByText('/proxy/1', { exact: true })).toBeVisible();
    expect(seen).toEqual({ policy: [], errors: [], dialogs: [], outside: [] });
  } finally {
    await ollama.stop();
  }
});

test('an address that another service has is not taken by accident, and all the same when it is meant', async ({
  panel,
  gateway,
  llm,
}) => {
  const other = { name: 'Ollama', kind: 'ollama' as const, targets: [{ url: llm.url }] };
  await gateway.api.services.create(other);
  await openPage(panel, 'Services');
  await panel.getByRole('button', { name: 'Add service' }).click();
  const dialog = panel.getByRole('dialog');
  const name = dialog.getByLabel('Name', { exact: true });
  await expect(name).toHaveValue('Ollama 2');
  const typed = llm.url.replace('127.0.0.1', 'LocalHost');
  await dialog.getByLabel('Address', { exact: true }).fill(typed);
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(dialog.getByText('“Ollama” has this address already')).toBeInViewport();
  await expect(dialog.getByRole('button', { name: 'Add it all the same' })).toBeInViewport();
  expect((await gateway.api.services.list({})).services).toHaveLength(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await panel.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await panel.setViewportSize(
      colorScheme === 'light' ? { width: 1280, height: 800 } : { width: 390, height: 844 },
    );
    await lookAt(panel, `services-same-address-${colorScheme}`);
  }
  await name.fill('Ollama');
  await dialog.getByRole('button', { name: 'Add it all the same' }).click();
  await expect(dialog.getByText('This name is already in use')).toBeInViewport();
  await expect(name).toBeFocused();
  await name.fill('For the children');
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await dialog.getByRole('button', { name: 'Add it all the same' }).click();
  await expect(dialog).toBeHidden();
  await expect(panel.getByText('For the children was added')).toBeVisible();
  const { services } = await gateway.api.services.list({});
  expect(services.map(({ name }) => name)).toEqual(['Ollama', 'For the children']);
});

test('a service has several computers, a queue and headers of its own, and a test answers for each', async ({
  panel,
  gateway,
  llm,
}) => {
  await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets: [{ url: llm.url }] });
  await openPage(panel, 'Services');
  await chooseFor(panel, 'Chat', 'Change');
  const dialog = panel.getByRole('dialog');
  await dialog.getByText('More', { exact: true }).click();
  await dialog.getByText('Several computers').click();
  await dialog.getByRole('button', { name: 'Add another address' }).click();
  await dialog.getByRole('textbox', { name: 'Address 2' }).fill('http://127.0.0.1:1');
  await dialog.getByRole('spinbutton', { name: 'Share' }).last().fill('3');
  await dialog.getByLabel('Wake it up').last().fill('3c-52-82-1a-0b-9f');
  await dialog.getByText('To the least busy').click();
  await dialog.getByText('Waiting and keeping').click();
  await dialog.getByLabel('A call may wait for its turn').fill('20');
  await dialog.getByLabel('Keep answers').fill('60');
  await dialog.getByText('Headers', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Add a rule for the way to the service' }).click();
  await dialog.getByLabel('Name', { exact: true }).last().fill('x-home');
  await dialog.getByLabel('Value').fill('kitchen');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const [service] = (await gateway.api.services.list({})).services;
  expect(service).toMatchObject({
    balance: 'least-busy',
    queueSeconds: 20,
    rules: { cacheSeconds: 60, requestHeaders: [{ name: 'x-home', value: 'kitchen' }] },
    targets: [
      { url: llm.url, weight: 1, wakeMac: null },
      { url: 'http://127.0.0.1:1', weight: 3, wakeMac: '3c:52:82:1a:0b:9f' },
    ],
  });

  const card = panel.getByRole('article', { name: 'Chat' });
  await card.getByRole('button', { name: 'Test now' }).click();
  await expect(card.getByRole('listitem').filter({ hasText: llm.url })).toContainText('It works');
  await expect(card.getByRole('listitem').filter({ hasText: '127.0.0.1:1' }).last()).toContainText(
    'Nothing is answering',
  );
});

test('S003-42: the overview counts services, keys and calls, and says how the gateway is', async ({
  panel,
  gateway,
  llm,
}) => {
  const shown = panel.locator('main');
  await expect(shown.getByText('0 services, 0 active keys')).toBeVisible();
  const target = { url: llm.url };
  await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets: [target] });
  const { secret } = await gateway.api.keys.create({ name: 'Phone', services: '*' });
  await expect(shown.getByText('1 service, 1 active key', { exact: true })).toBeVisible();
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'llama3.2:1b', messages: [] });
  for (let calls = 0; calls < 2; calls++) {
    const asked = { method: 'POST', headers, body };
    await (await fetch(`${gateway.publicUrl}/v1/chat/completions`, asked)).text();
  }
  const calls = shown.locator('dl > div').filter({ hasText: /^Calls/ });
  await expect(calls.getByRole('definition').first()).toHaveText('2');
  await expect(shown.getByText('Running', { exact: true })).toBeVisible();
});

test('S003-43: each kind brings its usual address, what is typed stays, and a test tells a wrong address from a right one', async ({
  panel,
  llm,
}) => {
  await openPage(panel, 'Services');
  await panel.getByRole('button', { name: 'Add service' }).click();
  const dialog = panel.getByRole('dialog', { name: 'Add a service' });
  const address = dialog.getByLabel('Address', { exact: true });
  for (const [kind, url] of [
    ['LM Studio', 'http://127.0.0.1:1234'],
    ['ComfyUI', 'http://127.0.0.1:8188'],
    ['Ollama', 'http://127.0.0.1:11434'],
  ] as const) {
    await choiceOf(dialog, kind).click();
    await expect(address).toHaveValue(url);
    await expect(dialog.getByLabel('Name')).toHaveValue(kind);
  }
  await dialog.getByLabel('Name').fill('Upstairs');
  await address.fill('http://127.0.0.1:1');
  await choiceOf(dialog, 'LM Studio').click();
  await expect(address).toHaveValue('http://127.0.0.1:1');
  await expect(dialog.getByLabel('Name')).toHaveValue('Upstairs');
  await choiceOf(dialog, 'Ollama').click();
  await dialog.getByRole('button', { name: 'Test now' }).click();
  await expect(dialog.getByText('Nothing is answering')).toBeVisible();
  await address.fill(llm.url);
  await dialog.getByRole('button', { name: 'Test now' }).click();
  await expect(dialog.getByText('It works')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(panel.getByRole('article', { name: 'Upstairs' })).toBeVisible();
});
