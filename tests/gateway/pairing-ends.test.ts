import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, BROWSER, codeOf, HOME, join, startPairingRig } from '../support/pairing-rig';
import type { PairingRig } from '../support/pairing-rig';

let rig: PairingRig;
beforeEach(async () => {
  rig = await startPairingRig();
});
afterEach(() => rig.close());

const LIMIT = { timeout: 15_000, interval: 20 };
const stateOfPage = (html: string) => /latchkey-page" content="(\w+)"/.exec(html)?.[1];
const keys = async () => (await rig.api.keys.list({})).keys;
const changesOf = (group: string) =>
  rig.events.filter((event) => event.name === 'changed' && event.payload.group === group).length;

test('three minutes are enough and not a second more', async () => {
  const early = await rig.invite();
  rig.pass(179_000);
  const kept = await join(early.url);
  expect(kept.status).toBe(200);
  rig.pass(1000);
  expect(codeOf(await join(early.url))).toBe('PAIRING_USED');

  const late = await rig.invite();
  rig.pass(180_000);
  const page = await ask(late.url, { headers: BROWSER });
  expect([page.status, stateOfPage(page.body)]).toEqual([410, 'expired']);
  const answer = await join(late.url);
  expect([answer.status, codeOf(answer)]).toEqual([410, 'PAIRING_EXPIRED']);
  expect(await rig.state(late.id)).toBe('expired');
  expect(await keys()).toHaveLength(1);
});

test('a new code takes the one before back, and so does the owner', async () => {
  const first = await rig.invite();
  const second = await rig.invite();
  expect(await rig.state(first.id)).toBe('cancelled');
  expect(codeOf(await join(first.url))).toBe('PAIRING_EXPIRED');
  await rig.api.pairing.cancel({ id: second.id });
  expect(codeOf(await join(second.url))).toBe('PAIRING_EXPIRED');
  expect(await keys()).toEqual([]);

  const third = await rig.invite();
  await join(third.url);
  const { pairing } = await rig.api.pairing.cancel({ id: third.id });
  expect(pairing.state).toBe('paired');
  expect(await keys()).toHaveLength(1);
  await expect(rig.api.pairing.status({ id: 'nobody' })).rejects.toMatchObject({
    code: 'PAIRING_UNKNOWN',
  });
});

test('a code ends at once when its address is switched off, and windows are told', async () => {
  const { id, url } = await rig.invite();
  const before = changesOf('pairing');
  await rig.api.network.disable({ id: 'eth0/ipv4' });
  expect(changesOf('pairing')).toBe(before + 1);
  const { pairing } = await rig.api.pairing.status({ id });
  expect(pairing).toMatchObject({ state: 'unreachable', way: { works: false, problem: 'off' } });

  await rig.api.network.enable({ id: 'eth0/ipv4' });
  expect(codeOf(await join(url))).toBe('PAIRING_EXPIRED');
  expect((await join((await rig.invite()).url)).status).toBe(200);
});

test('a code ends when its adapter is pulled out or gets another address', async () => {
  const { id } = await rig.invite();
  rig.setInterfaces([]);
  await expect.poll(() => changesOf('pairing'), LIMIT).toBe(2);
  expect((await rig.api.pairing.status({ id })).pairing).toMatchObject({
    state: 'unreachable',
    way: { problem: 'address_gone' },
  });
  rig.setInterfaces([HOME]);
  await expect.poll(async () => (await rig.invite()).url, LIMIT).not.toBe('');
  const second = await rig.invite();
  rig.setInterfaces([{ ...HOME, address: '127.0.0.3' }]);
  await expect.poll(() => rig.state(second.id), LIMIT).toBe('unreachable');
});
