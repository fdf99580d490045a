import { describe, expect, test } from 'vitest';
import { billedRows } from '../support/billed-rows';
import { sendJson, useBillingRig } from '../support/billing-rig';

const rig = useBillingRig();
const { addService, addKey, ask, post } = rig;

describe('what is counted besides tokens', () => {
  const price = (scope: object, of: object) =>
    rig.gateway.api.billing.setPrice({ scope, price: { perRequestNano: '0', ...of } });
  const onlyRow = async () => (await billedRows(rig.gateway))[0];

  test('pictures are charged each', async () => {
    const service = await addService('Paint', 'a1111');
    await price({ serviceId: service.id }, { perImageNano: '30000000' });
    rig.answer = (_req, res) =>
      sendJson(res, { images: ['x'.repeat(500_000), 'y'.repeat(500_000)] });
    const { secret } = await addKey('Phone');
    await post(secret, `/proxy/${service.id}/sdapi/v1/txt2img`, { prompt: 'a cat', batch_size: 2 });
    expect(await onlyRow()).toMatchObject({ images: 2, cost_nano: '60000000', flags: '' });
  });

  test('speech is charged by its length: what the service says, else what the recording says', async () => {
    const service = await addService('Ears', 'whisper');
    await price({ serviceId: service.id }, { perAudioSecondNano: '1000' });
    const { secret } = await addKey('Phone');
    const wav = Buffer.alloc(44 + 32_000);
    wav.write('RIFF', 0).toString();
    wav.write('WAVEfmt ', 8);
    wav.writeUInt32LE(16, 16);
    wav.writeUInt32LE(16_000, 28);
    wav.write('data', 36);
    wav.writeUInt32LE(32_000, 40);
    const form = () => {
      const parts = new FormData();
      parts.set('file', new Blob([wav], { type: 'audio/wav' }), 'a.wav');
      return { method: 'POST', body: parts };
    };
    rig.answer = (_req, res) => sendJson(res, { text: 'hi', duration: 2.5 });
    await ask(secret, `/proxy/${service.id}/v1/audio/transcriptions`, form());
    rig.answer = (_req, res) => res.end('hi');
    await ask(secret, `/proxy/${service.id}/v1/audio/transcriptions`, form());
    expect(await billedRows(rig.gateway)).toMatchObject([
      { audio_ms: 2500, cost_nano: '2500', flags: '' },
      { audio_ms: 2000, cost_nano: '2000', flags: 'estimated' },
    ]);
  });

  test('power is charged by the tariff and the time that a call took', async () => {
    const service = await addService('Chat');
    const energy = { perKwhNano: '3600000000000', night: null };
    await rig.gateway.api.settings.update({ energy });
    await price({ serviceId: service.id }, { watts: 1000 });
    rig.answer = (_req, res) => setTimeout(() => sendJson(res, {}), 60);
    const { secret } = await addKey('Phone');
    await ask(secret, `/proxy/${service.id}/x`);
    const row = await onlyRow();
    // A kilowatt for a millisecond costs 1,000,000 at this tariff.
    const workedMs = Number(row?.cost_nano) / 1_000_000;
    expect(workedMs).toBeGreaterThanOrEqual(59);
    expect(row?.watt_seconds).toBe(Math.round(workedMs));
  });

  test.each([
    ['-1000000', 'estimated clamped'],
    ['1e308', 'estimated clamped'],
    ['1152921504606846976', 'estimated clamped'],
    ['"5"', 'estimated clamped'],
    ['5.5', 'estimated clamped'],
    ['{"a":{"b":5}}', 'estimated clamped'],
    ['9999999', 'clamped'],
    ['null', 'estimated'],
  ])('I-06, T-08: usage of %s is neither believed nor hidden', async (figure, flags) => {
    const service = await addService('Liar');
    await price({}, { perMillionOutNano: '1000000000000' });
    const usage = `{"prompt_tokens":3,"completion_tokens":${figure}}`;
    const body = `{"model":"m","choices":[{"message":{"content":"twelve chars"}}],"usage":${usage}}`;
    rig.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(body);
    };
    const { key, secret } = await addKey('Phone');
    await post(secret, `/proxy/${service.id}/v1/chat/completions`, { model: 'm', messages: [] });
    const tokens = flags === 'clamped' ? body.length : 3;
    expect(await onlyRow()).toMatchObject({
      ...{ tokens_in: 3, tokens_out: tokens, flags, cost_nano: `${tokens}000000` },
    });
    const { entries } = await rig.gateway.api.audit.search({ keyId: key.id });
    expect(entries[0]?.flags).toEqual(flags.split(' '));
  });

  test('P-56: a packed answer is passed on as it is, never unpacked, and reckoned', async () => {
    const service = await addService('Packed');
    rig.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' });
      res.end(Buffer.alloc(400, 7));
    };
    const { secret } = await addKey('Phone');
    const body = { model: 'm', messages: [{ content: 'x'.repeat(40) }] };
    const res = await fetch(`${rig.gateway.publicUrl}/proxy/${service.id}/v1/chat/completions`, {
      method: 'HEAD',
      headers: { 'x-api-key': secret },
    });
    expect(res.status).toBe(200);
    await post(secret, `/proxy/${service.id}/v1/chat/completions`, body).catch(() => undefined);
    await expect
      .poll(async () => (await billedRows(rig.gateway)).at(-1))
      .toMatchObject({ tokens_out: 100, flags: 'estimated' });
  });
});
