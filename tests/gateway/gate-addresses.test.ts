import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateAddresses } from '../../gateway/edge/gate-addresses';
import { createPhone, netnsAvailable, type Phone } from '../support/netns';
import { startGateway, type TestGateway } from '../support/start-gateway';

const service = createServer((_req, res) => void res.end('ok'));
let gateway: TestGateway;
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway.stop();
  service.close();
});

test('S003-81: rules for everybody know IPv4, IPv6 and networks, and never shut this computer out', () => {
  let rules = { allow: ['192.168.1.0/24', 'fd00::/8'], deny: ['192.168.1.66'] };
  const may = createGateAddresses(() => rules);
  const asked = [
    '192.168.1.5',
    '::ffff:192.168.1.5',
    'fd12::1',
    '192.168.1.66',
    '10.0.0.1',
    'unknown',
  ];
  expect(asked.map(may)).toEqual([true, true, true, false, false, false]);
  expect(['127.0.0.1', '::1'].map(may)).toEqual([true, true]);
  rules = { allow: [], deny: [] };
  expect(asked.map(may)).not.toContain(false);
});

test('what is neither an address nor a network is not saved', async () => {
  const change = gateway.api.settings.update({ addresses: { allow: ['kitchen'], deny: [] } });
  await expect(change).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  expect((await gateway.api.settings.get({})).settings.addresses.allow).toEqual([]);
});

test('this computer still gets in, and the change is on record', async () => {
  await gateway.api.settings.update({
    addresses: { allow: ['192.0.2.0/24'], deny: ['127.0.0.0/8'] },
  });
  expect((await fetch(`${gateway.publicUrl}/health`)).status).toBe(200);
  const { entries } = await gateway.api.audit.search({ limit: 5 });
  expect(JSON.stringify(entries)).toContain('192.0.2.0/24');
});

test.skipIf(!netnsAvailable())(
  'S003-81: a phone from a network that is shut out gets nothing but a refusal, with a good key too',
  async () => {
    const phone: Phone = await createPhone();
    const home = await startGateway();
    try {
      const { interfaces } = await home.api.network.interfaces({});
      const way = interfaces.find(({ address }) => address === phone.hostAddress);
      await home.api.network.enable({ id: way?.id ?? '' });
      const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
      await home.api.services.create({ name: 'up', kind: 'http', targets: [{ url }] });
      const { secret } = await home.api.keys.create({ name: 'phone', services: '*' });
      const at = `http://${phone.hostAddress}:${home.publicPort}`;
      const headers = { 'x-api-key': secret };
      const ask = async (path: string) => (await phone.fetch(at + path, { headers })).status;
      const all = async () => [await ask('/proxy/up/x'), await ask('/me'), await ask('/health')];
      expect(await all()).toEqual([200, 200, 200]);
      await home.api.settings.update({
        addresses: { allow: [], deny: [phone.inRange(0) + '/24'] },
      });
      expect(await all()).toEqual([403, 403, 403]);
      const refusal = await phone.fetch(`${at}/proxy/up/x`, { headers });
      expect(refusal.body).toContain('ADDRESS_NOT_ALLOWED');
      const { entries } = await home.api.audit.search({ limit: 20 });
      expect(entries.some(({ code }) => code === 'ADDRESS_NOT_ALLOWED')).toBe(true);
      await home.api.settings.update({ addresses: { allow: [phone.phoneAddress], deny: [] } });
      expect(await all()).toEqual([200, 200, 200]);
    } finally {
      await home.stop();
      await phone.remove();
    }
  },
);
