import { describe, expect, test } from 'vitest';
import { billedRows } from '../support/billed-rows';
import { sendJson, useBillingRig } from '../support/billing-rig';

const rig = useBillingRig();
const { addService, addKey, ask, classic } = rig;

describe('the billing addresses of older gateways', () => {
  test('S003-30..33: a call costs 0.001 at once, and both addresses say so digit by digit', async () => {
    const service = await addService('Chat');
    const { key, secret } = await addKey('Phone');
    for (let n = 0; n < 3; n++) await ask(secret, `/proxy/${service.id}/x`);
    const { text } = await classic('GET', '/billing/summary');
    expect(text).toContain('"total_cost":0.003,"total_requests":3');
    expect(JSON.parse(text)).toEqual({
      total_cost: 0.003,
      total_requests: 3,
      services: [{ service_id: '1', name: 'Chat', requests: 3, total_cost: 0.003 }],
      keys: [{ key_id: key.id, name: 'Phone', requests: 3, total_cost: 0.003 }],
      currency: 'EUR',
      simulated: true,
    });
    const keys = await classic('GET', '/billing/api-keys');
    expect(JSON.parse(keys.text)).toEqual([
      {
        ...{ key_id: key.id, name: 'Phone', price_per_request: 0.001, total_cost: 0.003 },
        ...{ requests: 3, simulated: true },
      },
    ]);
  });

  test('S003-26, X6: an error and a refusal are on the record, but on no bill', async () => {
    const service = await addService('Chat');
    const { key, secret } = await addKey('Phone', { rate_limit_requests: 3 });
    const statuses = [200, 302, 404, 200];
    rig.answer = (_req, res) => sendJson(res, {}, statuses.shift());
    for (let n = 0; n < 3; n++) await ask(secret, `/proxy/${service.id}/x`, { redirect: 'manual' });
    expect((await ask(secret, `/proxy/${service.id}/x`)).status).toBe(429);
    expect(JSON.parse((await classic('GET', '/billing/summary')).text)).toMatchObject({
      total_requests: 2,
      total_cost: 0.002,
    });
    const { entries } = await rig.gateway.api.audit.search({ keyId: key.id });
    expect(entries.map(({ status }) => status).sort()).toEqual([200, 302, 404, 429]);
  });

  test('S003-34: the price of one key is set, exactly and only for it', async () => {
    const service = await addService('Chat');
    const dear = await addKey('Dear');
    const other = await addKey('Other');
    const set = await classic('PUT', `/api-keys/${dear.key.id}/pricing`, {
      price_per_request: 0.000000007,
    });
    expect(set).toEqual({
      status: 200,
      text: `{"key_id":"${dear.key.id}","price_per_request":0.000000007,"simulated":true}`,
    });
    await ask(dear.secret, `/proxy/${service.id}/x`);
    await ask(other.secret, `/proxy/${service.id}/x`);
    const { totals } = await rig.gateway.api.billing.summary({});
    expect(totals.costNano).toBe('1000007');
  });

  test.each([-1, '-1', 1e-10, 1e300, null, {}, 'NaN', undefined])(
    'S003-34: %s is no price',
    async (price) => {
      const { key } = await addKey('Phone');
      const where = `/api-keys/${key.id}/pricing`;
      expect((await classic('PUT', where, { price_per_request: price })).status).toBe(400);
    },
  );

  test('I-11: none of them answers without the admin secret, to a key, or to another method', async () => {
    const { key, secret } = await addKey('Phone');
    const price = `/api-keys/${key.id}/pricing`;
    for (const [method, where] of [
      ['GET', '/billing/summary'],
      ['GET', '/billing/api-keys'],
      ['PUT', price],
      ['POST', '/billing/reset'],
    ] as const) {
      expect((await classic(method, where, method === 'GET' ? undefined : {}, secret)).status).toBe(
        401,
      );
    }
    expect((await classic('GET', price)).status).toBe(405);
    expect((await classic('DELETE', '/billing/summary')).status).toBe(405);
    expect((await classic('PUT', '/api-keys/none/pricing', { price_per_request: 1 })).status).toBe(
      404,
    );
    expect((await classic('PUT', `/api-keys/${key.id}/pricing/x`, {})).status).toBe(405);
  });

  test('S003-35, X15: a reset begins at zero, and what was before is kept', async () => {
    const service = await addService('Chat');
    const { key, secret } = await addKey('Phone');
    for (let n = 0; n < 2; n++) await ask(secret, `/proxy/${service.id}/x`);
    const reset = await classic('POST', '/billing/reset', {});
    expect(JSON.parse(reset.text)).toMatchObject({ closed_cycle: 1, total_cost: 0.002 });
    await ask(secret, `/proxy/${service.id}/x`);
    expect((await rig.gateway.api.billing.summary({})).totals.costNano).toBe('1000000');
    expect((await rig.gateway.api.billing.summary({ cycle: 1 })).totals.costNano).toBe('2000000');
    expect((await rig.gateway.api.billing.keys({})).keys).toMatchObject([
      { keyId: key.id, totalCostNano: '1000000', everCostNano: '3000000', everRequests: 3 },
    ]);
    const { cycles } = await rig.gateway.api.billing.cycles({});
    expect(cycles).toMatchObject([
      { id: 2, closedAtMs: null, billed: 1 },
      { id: 1, billed: 2, costNano: '2000000' },
    ]);
  });

  test('S003-36: every answer with money says that it is simulated', async () => {
    for (const where of ['/billing/summary', '/billing/api-keys']) {
      await addKey('Phone');
      expect((await classic('GET', where)).text).toContain('"simulated":true');
    }
    const { billing } = rig.gateway.api;
    for (const query of [billing.summary, billing.keys, billing.people, billing.prices]) {
      expect(await query({})).toMatchObject({ simulated: true, currency: 'EUR' });
    }
  });
});

describe('what a key is told of its own use', () => {
  const usage = async (secret: string, service: string) => {
    const { status, text } = await ask(secret, `/usage/${service}`);
    return { status, body: JSON.parse(text) as object };
  };

  test('S003-29: the count of a service, grouped by key, of the own keys only', async () => {
    const service = await addService('My Chat');
    const phone = await addKey('Phone', { person: 'Tim' });
    const tablet = await addKey('Tablet', { person: 'Tim' });
    const other = await addKey('Mum', { person: 'Mum' });
    const asks = [phone, phone, tablet, other, other, other];
    for (const { secret } of asks) await ask(secret, `/proxy/${service.id}/x`);
    await rig.gateway.api.billing.closeCycle({});
    await ask(phone.secret, `/proxy/${service.id}/x`);
    const expected = {
      service_id: '1',
      total: 4,
      by_key: { [phone.key.id]: 3, [tablet.key.id]: 1 },
    };
    expect((await usage(phone.secret, '1')).body).toEqual(expected);
    expect((await usage(tablet.secret, 'my-chat')).body).toEqual(expected);
    expect((await usage(other.secret, 'My%20Chat')).body).toMatchObject({ total: 3 });
  });

  test('S003-27, S003-28, X7: no answer and no row holds a key', async () => {
    const service = await addService('Chat');
    const { key, secret } = await addKey('Phone');
    await ask(secret, `/proxy/${service.id}/x`);
    const [row] = await billedRows(rig.gateway);
    const at = expect.stringMatching(/^20\d\d-.*Z$/) as string;
    expect(row).toMatchObject({ key_id: key.id, service_id: service.id, at });
    expect(JSON.stringify([row, await usage(secret, '1')])).not.toContain(secret.slice(14));
  });

  test('S003-29: not of a service that the key may not use, nor of one that is not there', async () => {
    await addService('Chat');
    const second = await addService('Second');
    const { secret } = await addKey('Phone', { services: [second.id] });
    expect((await usage(secret, '1')).status).toBe(403);
    expect((await usage(secret, '9')).status).toBe(404);
    expect((await usage(secret, '%E0%A4%A')).status).toBe(400);
    expect((await ask('lk_nobody', '/usage/1')).status).toBe(401);
  });

  test('S003-5, X13: nobody is shown a key a second time, and is told why', async () => {
    const { secret } = await addKey('Phone');
    const { status, text } = await ask(secret, '/me/api-key');
    expect(status).toBe(410);
    expect(text).toContain('shown once');
    expect(text).not.toContain(secret);
    expect((await fetch(`${rig.gateway.publicUrl}/me/api-key`)).status).toBe(401);
  });
});
