import { expect, type Page } from '@playwright/test';
import type { Phone } from './netns';

type Bridge = { call: (name: string, input: unknown) => Promise<{ value: unknown }> };

/** Runs an operation as the page of the window does; undefined when it is refused. */
export async function windowCall<Value>(
  page: Page,
  name: string,
  input: unknown = {},
): Promise<Value> {
  const reply = await page.evaluate(
    ([operation, given]) =>
      (window as unknown as { latchkey: Bridge }).latchkey.call(operation, given),
    [name, input] as const,
  );
  return reply.value as Value;
}

/** Waits until the gateway of the window runs, and leaves the first steps. */
export async function untilRunning(page: Page): Promise<void> {
  const state = () => windowCall<{ gateway: string }>(page, 'shell.get');
  await expect.poll(async () => (await state()).gateway).toBe('running');
  await windowCall(page, 'settings.update', { welcomeDone: true });
}

/** Lets devices in over the cable of the phone; the address it calls. */
export async function openTo(page: Page, { hostAddress }: Phone): Promise<string> {
  type Ways = { interfaces: { id: string; address: string; url: string | null }[] };
  const find = async () =>
    (await windowCall<Ways>(page, 'network.interfaces')).interfaces.find(
      ({ address }) => address === hostAddress,
    );
  await expect.poll(find).toBeDefined();
  await windowCall(page, 'network.enable', { id: (await find())?.id });
  await expect.poll(async () => (await find())?.url).toContain(hostAddress);
  return `http://${new URL((await find())?.url ?? '').host}`;
}
