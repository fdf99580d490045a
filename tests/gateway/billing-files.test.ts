import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseUnits } from '#shared/domain/money';
import { billedRows } from '../support/billed-rows';
import { sendJson, useBillingRig } from '../support/billing-rig';

const rig = useBillingRig();
const { addService, addKey, ask, post } = rig;

describe('what is taken away', () => {
  const readExport = (name: string) =>
    readFile(path.join(rig.gateway.dataDir, 'exports', name), 'utf8');

  test('T-10: no name or model becomes a formula in a table of calls', async () => {
    const service = await addService('=cmd()');
    rig.answer = (_req, res) => sendJson(res, { model: '=HYPERLINK("http://evil")', usage: {} });
    const { secret } = await addKey('+phone');
    await post(secret, `/proxy/${service.id}/v1/chat/completions`, {});
    const { name, rows } = await rig.gateway.api.billing.export({ format: 'csv' });
    const text = await readExport(name);
    expect(rows).toBe(1);
    expect(text).toContain(`,'+phone,`);
    expect(text).toContain(`,'=cmd(),"'=HYPERLINK(""http://evil"")",`);
    expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(2);
  });

  test('D-5: a receipt adds up to the last unit to what the raw rows say', async () => {
    const [chat, paint] = [await addService('Chat'), await addService('Paint')];
    await rig.gateway.api.billing.setPrice({ scope: {}, price: { perRequestNano: '333333333' } });
    const phone = await addKey('Żółty phone', { person: 'Jürgen' });
    const tablet = await addKey('Tablet', { person: 'Jürgen' });
    const other = await addKey('Other', { person: 'Mum' });
    const asks = [phone, phone, tablet, other, phone];
    for (const { secret } of asks) await ask(secret, `/proxy/${chat.id}/x`);
    await ask(tablet.secret, `/proxy/${paint.id}/x`);
    const month = new Date().toISOString().slice(0, 7);
    await rig.gateway.api.settings.update({ timeZone: 'UTC', language: 'en' });
    const person = phone.key.person ?? '';
    const receipt = await rig.gateway.api.billing.receipt({ person, month, format: 'csv' });
    expect(receipt.name).toBe(`latchkey-receipt-juergen-${month}.csv`);
    const own = new Set([phone.key.id, tablet.key.id]);
    const sum = (await billedRows(rig.gateway))
      .filter((row) => own.has(row.key_id))
      .reduce((total, { cost_nano: cost }) => total + BigInt(cost), 0n);
    expect(receipt).toMatchObject({ totalNano: sum.toString(), rows: 3, simulated: true });
    const lines = (await readExport(receipt.name)).trim().split('\r\n').slice(1);
    const cells = lines.map((line) => line.split(','));
    const added = cells.slice(0, 3).reduce((total, cell) => total + parseUnits(cell[6] ?? ''), 0n);
    expect(added).toBe(sum);
    expect(cells[3]?.slice(2, 8)).toEqual(['TOTAL', '', '5', '', '1.666666665', `${sum}`]);
    expect(lines[4]).toContain('Simulated');
    const ofKey = { keyId: other.key.id, month, format: 'pdf' } as const;
    expect(await rig.gateway.api.billing.receipt(ofKey)).toMatchObject({ totalNano: '333333333' });
  });

  test('a receipt is for a person or a key, not for both or nobody', async () => {
    const of = { month: '2026-11', format: 'csv' } as const;
    const { receipt } = rig.gateway.api.billing;
    await expect(receipt(of)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(receipt({ ...of, person: 'a', keyId: 'b' })).rejects.toThrow();
    await expect(receipt({ ...of, person: 'p1', month: '2026-13' })).rejects.toThrow();
  });
});

test('D-5: a cycle, a key or a person that is not there is an error, and no bill of nothing', async () => {
  const { billing } = rig.gateway.api;
  const of = { month: '2026-11', format: 'csv' } as const;
  await expect(billing.summary({ cycle: 9999 })).rejects.toMatchObject({ code: 'CYCLE_UNKNOWN' });
  const keyId = 'aaaaaaaaaa';
  await expect(billing.receipt({ ...of, keyId })).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
  const person = 'nobody';
  await expect(billing.receipt({ ...of, person })).rejects.toMatchObject({
    code: 'PERSON_UNKNOWN',
  });
  const { key } = await addKey('Phone', { person: 'Mum' });
  expect(await billing.receipt({ ...of, keyId: key.id })).toMatchObject({ totalNano: '0' });
  expect(await billing.receipt({ ...of, person: key.person ?? '' })).toMatchObject({ rows: 0 });
});

test('D-5: a summary says what it counted, an export has the same calls, and the models add up to the whole', async () => {
  const service = await addService('Chat', 'http');
  await rig.gateway.api.billing.setPrice({ scope: {}, price: { perRequestNano: '7' } });
  const { secret } = await addKey('Phone');
  await ask(secret, `/proxy/${service.id}/x`);
  await post(secret, `/proxy/${service.id}/y`, { model: 'small' });
  const now = Date.now();
  const asked = { fromMs: now + 1, toMs: now + 2 };
  const { billing, usage } = rig.gateway.api;
  const { range, totals, byModel } = await billing.summary(asked);
  const minute = now + 1 - ((now + 1) % 60_000);
  expect(range).toEqual({ fromMs: minute, toMs: minute + 60_000 });
  expect(await usage.summary(asked)).toMatchObject(range ?? {});
  const file = await billing.export({ format: 'jsonl', ...asked });
  const calls = (await billing.summary({ fromMs: 0, toMs: minute })).totals.calls;
  expect(totals.calls + calls).toBe(2);
  expect(file.rows).toBe(totals.calls);
  const sum = byModel.reduce((all, { costNano }) => all + BigInt(costNano), 0n);
  expect(sum.toString()).toBe(totals.costNano);
});

describe('prices', () => {
  test('only the fields sent are changed, and a price without any is gone', async () => {
    const { setPrice } = rig.gateway.api.billing;
    await setPrice({ scope: { model: 'A*' }, price: { perRequestNano: '1' } });
    await setPrice({ scope: { model: 'a*' }, price: { perImageNano: '2' } });
    const { prices } = await setPrice({ scope: {}, price: { watts: 5 } });
    expect(prices).toMatchObject([
      { scope: { model: 'A*' }, price: { perRequestNano: '1', perImageNano: '2', watts: null } },
      { scope: {}, price: { watts: 5 } },
    ]);
    await setPrice({ scope: {}, price: { watts: null } });
    await setPrice({ scope: { model: 'a*' }, price: { perRequestNano: null, perImageNano: null } });
    expect((await rig.gateway.api.billing.prices({})).prices).toEqual([]);
  });

  test('a price for what is not there is refused', async () => {
    const { setPrice } = rig.gateway.api.billing;
    const price = { perRequestNano: '1' };
    await expect(setPrice({ scope: { keyId: 'x' }, price })).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
    await expect(setPrice({ scope: { person: 'x' }, price })).rejects.toThrow();
    await expect(setPrice({ scope: { serviceId: '9' }, price })).rejects.toThrow();
    await expect(setPrice({ scope: {}, price: { perRequestNano: '-1' } })).rejects.toThrow();
  });

  test('what the cloud would have charged stands beside what it cost', async () => {
    const service = await addService('Chat');
    const usage = { prompt_tokens: 100_000, completion_tokens: 20 };
    rig.answer = (_req, res) => sendJson(res, { model: 'llama3.2:3b', usage });
    const { secret } = await addKey('Phone');
    const messages = [{ content: 'x '.repeat(100_000) }];
    await post(secret, `/proxy/${service.id}/v1/chat/completions`, { messages });
    const found = await rig.gateway.api.billing.comparison({});
    // 100,000 and 20 tokens at 0.10 a million each.
    expect(found).toMatchObject({
      ...{ costNano: '1000000', cloudCurrency: 'USD', wouldHaveCostNano: '10002000' },
      rows: [{ model: 'llama3.2:3b', comparedWith: [{ id: 'ministral-3b' }] }],
    });
  });
});
