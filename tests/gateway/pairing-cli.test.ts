import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMMANDS } from '../../gateway/cli/command-table';
import { runCli } from '../../gateway/cli/run-cli';
import { ask, BROWSER, join, startPairingRig, toJoined } from '../support/pairing-rig';
import type { PairingRig } from '../support/pairing-rig';
import { createTyping } from '../support/typed-command';

const LIMIT = { timeout: 15_000, interval: 20 };

let rig: PairingRig;
beforeEach(async () => {
  rig = await startPairingRig();
});
afterEach(() => rig.close());

/** Types `latchkey pair` and lets it wait; `said` grows meanwhile. */
function typePair(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    isInteractive: false,
    showsProgress: false,
    hasColor: true,
    hasUnicode: true,
    width: 80,
  };
  const env = { LATCHKEY_URL: rig.adminUrl, LATCHKEY_ADMIN_SECRET: rig.adminSecret };
  const ended = runCli(['pair', ...args], { terminal, env, commands: COMMANDS, version: '0' });
  const shown = () => /^http:\S+\/join\/\w{22}$/m.exec(said.out)?.[0];
  return {
    said,
    ended,
    async link() {
      await expect.poll(shown, LIMIT).toBeTruthy();
      return shown() ?? '';
    },
  };
}

test('latchkey pair shows a link and its QR code, and ends when the device got its answer', async () => {
  const typed = typePair('--services', 'chat', '--person', 'Mum', '--light', '-e', '7');
  const url = await typed.link();
  expect(typed.said.out).toContain('█▀▀');
  await ask(url, { headers: BROWSER });
  await expect.poll(() => typed.said.err, LIMIT).toContain('The device shows the page.');
  const joined = toJoined(await join(url));
  await expect
    .poll(() => typed.said.err, LIMIT)
    .toContain('"Kitchen tablet" (127.0.0.1) has its key.');
  await ask(`${rig.publicUrl}/proxy/1/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${joined.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'llama3.2:3b', messages: [] }),
  });

  expect(await typed.ended).toBe(0);
  expect(typed.said.err).toContain('It got its first answer.');
  expect(typed.said.out + typed.said.err).not.toContain(joined.secret);
  const [key] = (await rig.api.keys.list({})).keys;
  expect(key).toMatchObject({ services: ['1'], rate_limit_requests: 10 });
  const days = (Date.parse(key?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(7, 1);
});

test('latchkey pair ends with 1 when nobody came, and when nobody can come', async () => {
  const typed = typePair();
  await typed.link();
  rig.pass(180_000);
  expect(await typed.ended).toBe(1);
  expect(typed.said.err).toContain('Nobody came in time.');

  const typing = createTyping(rig);
  const both = await typing('pair', '--light', '--heavy');
  expect(both.code).toBe(2);
  await rig.api.network.disable({ id: 'eth0/ipv4' });
  const off = await typing('pair');
  expect(off.code).toBe(1);
  expect(off.err).toContain('eth0/ipv4');
  expect(off.err).toContain('switched off');
});

test('latchkey pair ends when the address in its link is switched off', async () => {
  const typed = typePair();
  await typed.link();
  await rig.api.network.disable({ id: 'eth0/ipv4' });
  expect(await typed.ended).toBe(1);
  expect(typed.said.err).toContain('The link leads nowhere any more: eth0 is switched off.');
  expect(typed.said.err).toContain('Run this again for a new link.');
});

test('Ctrl+C takes the link back', async () => {
  const typed = typePair();
  const url = await typed.link();
  process.emit('SIGINT');
  expect(await typed.ended).toBe(1);
  expect((await join(url)).status).toBe(410);
});

test('latchkey pair --json is for programs: it waits for nobody', async () => {
  const { code, out } = await createTyping(rig)('pair', '--json');
  expect(code).toBe(0);
  const reply = JSON.parse(out) as { pairing: { state: string }; url: string };
  expect(reply.pairing.state).toBe('waiting');
  expect((await join(reply.url)).status).toBe(200);
});
