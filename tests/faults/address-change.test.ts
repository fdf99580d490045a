import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readListening } from '../../gateway/listeners/port-owner';
import { createPhone, netnsAvailable, type Phone } from '../support/netns';
import { startTestListeners, type TestListeners } from '../support/test-listeners';

const REBIND_LIMIT_MS = 5000;

describe.skipIf(!netnsAvailable())('F-11: the network changes while Latchkey runs', () => {
  let phone: Phone;
  let set: TestListeners;

  beforeEach(async () => {
    phone = await createPhone();
    set = await startTestListeners({ enabled: [`${phone.link}/ipv4`] });
    await set.until(() => shown()?.state === 'listening');
  });
  afterEach(async () => {
    await set.stop();
    await phone.remove();
  });

  const shown = () => set.one(`${phone.link}/ipv4`);
  const bound = async () =>
    (await readListening()).filter(({ port }) => port === set.port()).map((one) => one.address);
  const expectNotWider = async () => {
    const addresses = await bound();
    expect(addresses).not.toContain('0.0.0.0');
    expect(addresses).not.toContain('::');
    expect(addresses).toContain('127.0.0.1');
  };

  test('F-11: a new address is bound within 5 s and shown as the new URL', async () => {
    const [before, after] = [phone.hostAddress, phone.inRange(77)];
    expect(await phone.fetch(`http://${before}:${set.port()}/a`)).toMatchObject({ status: 200 });
    await phone.removeAddress(before);
    await phone.addAddress(after);
    const url = `http://${after}:${set.port()}`;
    const tookMs = await set.until(() => shown()?.url === url, REBIND_LIMIT_MS);
    expect(tookMs).toBeLessThan(REBIND_LIMIT_MS);
    expect(set.urls()).toContain(url);
    expect(await phone.fetch(`${url}/b`)).toMatchObject({ status: 200, body: 'here: /b' });
    expect(await bound()).not.toContain(before);
    await expectNotWider();
  });

  test('F-11: an address that goes is shown as gone, and is bound again when it is back', async () => {
    await phone.removeAddress(phone.hostAddress);
    await set.until(() => shown()?.state === 'address_gone', REBIND_LIMIT_MS);
    expect(shown()).toMatchObject({ enabled: true, url: null, address: phone.hostAddress });
    expect(shown()?.problem).toMatch(/no usable address right now/);
    expect(await fetch(`http://127.0.0.1:${set.port()}/a`)).toMatchObject({ status: 200 });
    await expectNotWider();
    await phone.addAddress(phone.hostAddress);
    await set.until(() => shown()?.state === 'listening', REBIND_LIMIT_MS);
    expect(await phone.fetch(`${shown()?.url}/a`)).toMatchObject({ status: 200 });
  });

  test('F-11: a link that is pulled out and plugged in again serves again', async () => {
    await phone.removeLink();
    await set.until(() => shown()?.state === 'address_gone', REBIND_LIMIT_MS);
    expect(await bound()).not.toContain(phone.hostAddress);
    await expectNotWider();
    await phone.restoreLink();
    await set.until(() => shown()?.state === 'listening', REBIND_LIMIT_MS);
    expect(await phone.fetch(`${shown()?.url}/a`)).toMatchObject({ status: 200 });
  });
});

test('F-11: an interface switched on in an earlier run and absent now is listed as gone', async () => {
  const set = await startTestListeners({ enabled: ['tailscale9/ipv4'], readInterfaces: () => [] });
  expect(set.one('tailscale9')).toMatchObject({ kind: 'tailscale', state: 'address_gone' });
  await set.stop();
});

test('F-11: an address that turns public is not opened by the switch of the home address', async () => {
  const home = { id: 'eth0/ipv4', name: 'eth0', kind: 'lan', address: '127.0.0.9' } as const;
  const abroad = { ...home, id: 'eth0/ipv4-public', kind: 'public' } as const;
  let found: readonly (typeof home | typeof abroad)[] = [home];
  const set = await startTestListeners({ enabled: ['eth0/ipv4'], readInterfaces: () => found });
  expect(set.one('eth0/ipv4')?.state).toBe('listening');
  found = [abroad];
  await set.until(() => set.one('eth0/ipv4-public')?.state === 'off');
  await expect(fetch(`http://127.0.0.9:${set.port()}/`)).rejects.toThrow();
  await set.stop();
});
