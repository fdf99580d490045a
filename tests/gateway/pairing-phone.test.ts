import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readInterfaces } from '../../gateway/listeners/read-interfaces';
import { makeCa, makeLeaf } from '../../gateway/listeners/tls/make-certificates';
import { createPhone, netnsAvailable, type Phone } from '../support/netns';
import { startPairingRig, toJoined, type PairingRig } from '../support/pairing-rig';

const LIMIT = { timeout: 10_000, interval: 50 };
const ACCEPT = ['-H', 'Accept: text/html'];
const JSON_BODY = ['-H', 'Content-Type: application/json', '-d'];
/** Prints the status behind the body. */
const STATUS = ['-w', '\n%{http_code}'];

const asked = (claim: string) => JSON.stringify({ name: 'iPhone of Mum', claim });
const split = (said: string, at = said.lastIndexOf('\n')) => ({
  ...{ body: said.slice(0, at), status: Number(said.slice(at + 1)), headers: {} },
});
const ip = (...args: string[]) => void execFileSync('ip', args);

describe.skipIf(!netnsAvailable())('a phone on another computer', () => {
  const phones: Phone[] = [];
  const bridge = `docker${randomBytes(2).toString('hex')}`;
  let rig: PairingRig | undefined;

  /** A gateway that sees loopback, the phones' cables and the bridge, and nothing else of this computer. */
  const start = async (options: Parameters<typeof startPairingRig>[0] = {}) => {
    const ours = (name: string) => [...phones.map(({ link }) => link), bridge].includes(name);
    const seen = () =>
      readInterfaces().filter(({ name, kind }) => kind === 'loopback' || ours(name));
    rig = await startPairingRig({
      readInterfaces: seen,
      listen: 'lan,tailscale',
      pollMs: 50,
      ...options,
    });
    return rig;
  };
  const plugIn = async (kind: 'lan' | 'tailscale' = 'lan') => {
    const phone = await createPhone({ kind });
    phones.push(phone);
    return phone;
  };
  const letThrough = ({ phoneAddress }: Phone) =>
    spawnSync('ip', ['route', 'del', 'blackhole', `${phoneAddress}/32`]);
  const joinFrom = async (phone: Phone, url: string, claim: string, more: string[] = []) =>
    split(await phone.curl([...more, ...STATUS, ...JSON_BODY, asked(claim), url]));

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rig?.close();
    rig = undefined;
    for (const phone of phones.splice(0)) {
      letThrough(phone);
      await phone.remove();
    }
  });

  test('reads the code, gets its key, and has its first answer streamed', async () => {
    const phone = await plugIn();
    const { api, invite, state, pass } = await start();
    const { id, url } = await invite();
    expect(new URL(url).hostname).toBe(phone.hostAddress);

    const page = split(await phone.curl([...ACCEPT, ...STATUS, url]));
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('content="open"')]);
    expect(await state(id)).toBe('opened');
    const answer = await joinFrom(phone, url, 'claim-of-mums-phone');
    expect(answer.status).toBe(200);
    const { secret } = toJoined(answer);
    const { pairing } = await api.pairing.status({ id });
    expect(pairing).toMatchObject({ state: 'paired', device: { address: phone.phoneAddress } });

    const { origin } = new URL(url);
    const question = JSON.stringify({ model: 'llama3.2:3b', messages: [], stream: true });
    const bearer = ['-H', `Authorization: Bearer ${secret}`];
    const chat = ['-N', ...bearer, ...JSON_BODY, question, `${origin}/v1/chat/completions`];
    expect(await phone.curl(chat)).toContain('data: [DONE]');
    await expect.poll(() => state(id), LIMIT).toBe('answered');

    expect((await joinFrom(phone, url, 'claim-of-another-phone')).status).toBe(410);
    expect((await api.keys.list({})).keys).toHaveLength(1);
    const late = await invite();
    pass(180_000);
    expect((await joinFrom(phone, late.url, 'claim-of-mums-phone')).status).toBe(410);
  });

  test('is sent to the one of several networks that works', async () => {
    const [home, tailnet] = [await plugIn('lan'), await plugIn('tailscale')];
    ip('link', 'add', bridge, 'type', 'bridge');
    try {
      ip('addr', 'add', '172.31.213.1/24', 'dev', bridge);
      ip('link', 'set', bridge, 'up');
      const { api, invite, publicPort } = await start();
      await api.network.enable({ id: `${bridge}/ipv4` });
      const { ways, url } = await api.pairing.start({});
      expect(new URL(url ?? '').hostname).toBe(home.hostAddress);
      const others = ways.filter(({ kind }) => kind !== 'loopback');
      expect(others.map(({ kind, works }) => [kind, works])).toEqual([
        ['lan', true],
        ['tailscale', true],
        ['virtual', true],
      ]);
      const asked = await invite({ interfaceId: `${bridge}/ipv4` });
      expect(asked.url).toContain('http://172.31.213.1:');

      await home.removeLink();
      await expect
        .poll(async () => (await api.pairing.start({})).url, LIMIT)
        .toContain(`http://${tailnet.hostAddress}:${publicPort}/`);
      const { url: left } = await invite();
      expect((await joinFrom(tailnet, left, 'claim-of-mums-phone')).status).toBe(200);

      await tailnet.removeLink();
      const none = async () => (await api.pairing.start({})).pairing;
      await expect.poll(none, LIMIT).toBeNull();
    } finally {
      ip('link', 'del', bridge);
    }
  });

  test('behind a firewall never opens the page, and the code goes on waiting', async () => {
    const phone = await plugIn();
    const fix = 'ENABLED=yes';
    const firewall = { platform: 'linux', read: () => fix, exists: () => false } as const;
    const { invite, state, api, publicPort } = await start({ firewall });
    // Nothing comes back to the phone, and nothing says why: for it that is what a DROP looks like.
    ip('route', 'add', 'blackhole', `${phone.phoneAddress}/32`);
    const { id, url } = await invite();
    await expect(phone.curl(['--max-time', '2', ...ACCEPT, url])).rejects.toThrow(/timed out/i);
    const { pairing } = await api.pairing.status({ id });
    expect(pairing).toMatchObject({
      state: 'waiting',
      firewall: { name: 'ufw', fix: `sudo ufw allow ${publicPort}/tcp` },
    });
    letThrough(phone);
    await phone.curl([...ACCEPT, url]);
    expect(await state(id)).toBe('opened');
  });

  test('whose address the owner turned away sees no page and gets no key', async () => {
    const phone = await plugIn();
    const { api, invite } = await start();
    const { id, url } = await invite();
    await api.settings.update({ addresses: { allow: [], deny: [`${phone.phoneAddress}/32`] } });
    expect(split(await phone.curl([...ACCEPT, ...STATUS, url])).status).toBe(403);
    expect((await joinFrom(phone, url, 'claim-of-mums-phone')).status).toBe(403);
    expect((await api.keys.list({})).keys).toEqual([]);
    expect((await api.pairing.status({ id })).pairing.state).toBe('waiting');
  });

  test('that is banned is told so on a page in its language, and its apps in JSON', async () => {
    const phone = await plugIn();
    const { api, invite } = await start();
    const { url } = await invite();
    const { secret } = await api.keys.create({ name: 'Hall', services: [], role: 'dashboard' });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const cidr = phone.phoneAddress;
    await api.bans.add({ cidr, reason: '<script>alert(1)</script>', until, alsoValidKeys: true });
    const german = [...ACCEPT, '-H', 'Accept-Language: de-AT, en;q=0.5', '-i', ...STATUS];
    const { origin } = new URL(url);
    for (const place of [url, `${origin}/join`, `${origin}/k/${secret}/dashboard`, `${origin}/`]) {
      const { status, body } = split(await phone.curl([...german, place]));
      expect(status, place).toBe(403);
      expect(body).toContain('<html lang="de">');
      expect(body).toContain('<h1>Dieses Gerät ist gerade gesperrt</h1>');
      expect(body).toMatch(/^content-security-policy: default-src 'none'; style-src 'sha256-/im);
      expect(body).toMatch(/^cache-control: no-store/im);
      expect(body).not.toContain('script');
      const app = split(await phone.curl([...STATUS, place]));
      expect([app.status, app.body], place).toEqual([403, expect.stringContaining('"error"')]);
    }
    const models = split(await phone.curl([...ACCEPT, ...STATUS, `${origin}/api/tags`]));
    expect([models.status, models.body]).toEqual([403, expect.stringContaining('"error"')]);
  });

  test('is never sent to a certificate that it does not trust, and told where it could', async () => {
    const phone = await plugIn();
    const { api, invite } = await start({ tlsPort: 0 });
    await api.settings.update({ httpsEnabled: true });
    const httpsUrl = async () => {
      const { interfaces } = await api.network.interfaces({});
      return interfaces.find(({ kind }) => kind === 'lan')?.httpsUrl;
    };
    await expect.poll(httpsUrl, { timeout: 30_000 }).toBeTruthy();
    const { url } = await invite();
    expect(url).toMatch(/^http:/);
    const secure = new URL(url);
    const joined = toJoined(await joinFrom(phone, url, 'claim-of-mums-phone'));
    expect(joined.https).toMatchObject({ url: await httpsUrl(), source: 'own' });

    // Also over HTTPS, by a device that was told to trust it.
    const next = new URL((await invite()).url);
    const over = `${joined.https?.url}${next.pathname}`;
    const again = await joinFrom(phone, over, 'claim-of-mums-phone', ['--insecure', '--http2']);
    expect([again.status, secure.protocol]).toEqual([200, 'http:']);
  });

  test("S002-37: in a tailnet it comes by the tailnet's name, which it trusts already", async () => {
    const phone = await plugIn('tailscale');
    const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-tail-'));
    const name = 'pc.tail1.ts.net';
    const ca = await makeCa({ permittedNames: ['ts.net'], label: 'x', nowMs: Date.now() });
    const leaf = await makeLeaf(ca, [name], Date.now());
    const file = (end: string) => path.join(folder, end);
    await writeFile(file('c'), leaf.certPem);
    await writeFile(file('k'), leaf.keyPem);
    await writeFile(file('ca'), ca.certPem);
    const status = `{"Self":{"DNSName":"${name}."},"CertDomains":["${name}"]}`;
    const copy = `cp ${file('c')} "$3"; cp ${file('k')} "$5"`;
    await writeFile(
      file('tailscale'),
      `#!/bin/sh\nif [ "$1" = status ]; then echo '${status}'; else ${copy}; fi\n`,
    );
    await chmod(file('tailscale'), 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
    const known = tls.getCACertificates('default');
    try {
      let passedMs = 0;
      const { api, invite } = await start({ tlsPort: 0, wallMs: () => Date.now() + passedMs });
      await api.settings.update({ httpsEnabled: true });
      // Tailscale is asked once a minute.
      passedMs = 61_000;
      const best = async () => (await api.pairing.start({})).pairing?.way.url ?? '';
      // Its certificate is there, but nobody trusts who signed it.
      const served = async () => (await api.network.certificate({})).certificate?.source;
      await expect.poll(served, { timeout: 30_000 }).toBe('tailscale');
      expect(await best()).toBe(`http://${phone.hostAddress}:${rig?.publicPort}`);

      tls.setDefaultCACertificates([...known, ca.certPem]);
      const { url } = await invite();
      expect(url).toMatch(new RegExp(`^https://${name.replaceAll('.', '\\.')}:\\d+/join/`));
      const { port } = new URL(url);
      const there = ['--cacert', file('ca'), '--resolve', `${name}:${port}:${phone.hostAddress}`];
      const answer = await joinFrom(phone, url, 'claim-of-mums-phone', there);
      expect(answer.status).toBe(200);
      expect(toJoined(answer).https).toMatchObject({
        url: `https://${name}:${port}`,
        source: 'tailscale',
      });
    } finally {
      tls.setDefaultCACertificates(known);
      await rm(folder, { recursive: true, force: true });
    }
  });
});
