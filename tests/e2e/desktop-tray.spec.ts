import type { Page } from '@playwright/test';
import { expect, startDesktop, test } from '../support/desktop';
import { startFakeLlm } from '../support/fake-llm';
import { startTrayWatcher } from '../support/tray-watcher';

type Bridge = { call: (name: string, input: unknown) => Promise<{ value: unknown }> };

const call = async <Value>(page: Page, name: string, input: unknown = {}): Promise<Value> => {
  const reply = await page.evaluate(
    ([operation, given]) =>
      (window as unknown as { latchkey: Bridge }).latchkey.call(operation, given),
    [name, input] as const,
  );
  return reply.value as Value;
};

test('the tray shows who is being served, connects a device, and pauses for an hour, in the language of the settings', async ({
  dataDir,
}) => {
  // The tray must be there before the app looks for one.
  const tray = await startTrayWatcher();
  const llm = await startFakeLlm();
  const desktop = await startDesktop(dataDir);
  try {
    const page = await desktop.window();
    const state = () => call<{ gateway: string }>(page, 'shell.get');
    await expect.poll(async () => (await state()).gateway).toBe('running');
    await call(page, 'settings.update', { welcomeDone: true });
    const targets = [{ url: llm.url }];
    await call(page, 'services.create', { name: 'Ollama', kind: 'ollama', targets });
    const { secret } = await call<{ secret: string }>(page, 'keys.create', {
      name: 'Mum’s phone',
      services: '*',
    });
    const { publicUrls } = await call<{ publicUrls: string[] }>(page, 'status.get');
    const ask = () =>
      fetch(`${publicUrls[0]}/api/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'llama3.2:1b',
          messages: [{ role: 'user', content: 'hi' }],
        }),
      });
    llm.hold();
    const answer = ask();
    await expect.poll(() => tray.last()?.menu[0]).toBe('In use: 1 call right now');
    // Until its first piece comes, nobody has had to know which model it is.
    llm.release(1);
    await expect
      .poll(() => tray.last()?.menu[1])
      .toMatch(/^Mum’s phone: llama3\.2:1b on Ollama, \d+ s$/);
    expect(tray.last()?.tooltip).toContain('Latchkey: In use: 1 call right now');
    llm.release();
    await (await answer).text();
    await expect
      .poll(() => tray.last()?.menu.slice(0, 2))
      .toEqual(['Running', 'No calls right now']);

    tray.click('Connect a device…');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(page.url()).toContain('#/keys');

    tray.click('Pause for an hour');
    await expect.poll(() => tray.last()?.menu[0]).toMatch(/^Paused until \d\d:\d\d$/);
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);

    await call(page, 'settings.update', { language: 'de' });
    await expect.poll(() => tray.last()?.menu[0]).toMatch(/^Angehalten bis \d\d:\d\d$/);
    expect(tray.last()?.menu).toEqual(
      expect.arrayContaining(['Gerät verbinden …', 'Fortsetzen', 'Beim Anmelden starten']),
    );
    tray.click('Fortsetzen');
    await expect.poll(() => tray.last()?.menu[0]).toBe('Läuft');
    expect((await ask()).status).toBe(200);
  } finally {
    llm.release();
    await desktop.quit();
    await llm.stop();
    tray.stop();
  }
});
