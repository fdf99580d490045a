import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAllowedHosts } from '../../gateway/listeners/allowed-hosts';
import { makeCa, makeLeaf } from '../../gateway/listeners/tls/make-certificates';
import { startGateway } from '../support/start-gateway';
import { untilHttps } from '../support/until-https';
import {
  LOOPBACK,
  shakeHands,
  startTlsListeners,
  type TlsListeners,
} from '../support/tls-listeners';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
const within = { timeout: 20_000 };

let folder = '';
let listeners: TlsListeners | undefined;
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'latchkey-tls-'))));
afterEach(async () => {
  await listeners?.set.stop();
  listeners = undefined;
  await rm(folder, { recursive: true, force: true });
});

const shownBy = async (port: number, servername = 'localhost'): Promise<X509Certificate> => {
  const socket = await shakeHands(port, { servername });
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw);
};

test('a new handshake shows the new address after it changed, and one close to its end a renewed certificate', async () => {
  let nowMs = Date.now();
  const home = { id: 'eth0/ipv4', name: 'eth0', kind: 'lan', address: '192.168.7.7' } as const;
  let found = [LOOPBACK, home];
  listeners = await startTlsListeners(
    folder,
    () => found,
    () => nowMs,
  );
  const port = listeners.tlsPort();
  const open = await shakeHands(port);
  expect((await shownBy(port)).checkIP('192.168.7.7')).toBe('192.168.7.7');
  found = [LOOPBACK, { ...home, address: '192.168.7.8' }];
  const address = async () => (await shownBy(port)).checkIP('192.168.7.8');
  await expect.poll(address, within).toBe('192.168.7.8');
  const before = (await shownBy(port)).validTo;
  nowMs += 380 * 86_400_000;
  await expect.poll(async () => (await shownBy(port)).validTo, within).not.toBe(before);
  expect(open.destroyed).toBe(false);
  open.destroy();
});

test('only TLS 1.2 and 1.3 with ciphers that keep their secrets are spoken, and nobody can renegotiate', async () => {
  listeners = await startTlsListeners(folder, () => [LOOPBACK]);
  const port = listeners.tlsPort();
  const weak = (ciphers: string) => `${ciphers}:@SECLEVEL=0`;
  const refused: [string, Parameters<typeof shakeHands>[1]][] = [
    ['1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: weak('ALL') }],
    ['1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: weak('ALL') }],
    ['CBC', { maxVersion: 'TLSv1.2', ciphers: weak('ECDHE-ECDSA-AES128-SHA256') }],
    ['CBC SHA1', { maxVersion: 'TLSv1.2', ciphers: weak('ECDHE-ECDSA-AES256-SHA') }],
    ['RSA exchange', { maxVersion: 'TLSv1.2', ciphers: weak('AES128-GCM-SHA256') }],
    ['no cipher', { maxVersion: 'TLSv1.2', ciphers: weak('eNULL') }],
  ];
  for (const [what, options] of refused) {
    await expect(shakeHands(port, options), what).rejects.toThrow();
  }
  expect((await shakeHands(port)).getProtocol()).toBe('TLSv1.3');
  const older = await shakeHands(port, { maxVersion: 'TLSv1.2' });
  expect(older.getCipher().name).toMatch(/^ECDHE-ECDSA-.*(GCM|POLY1305)/);
  const again = new Promise((resolve) => {
    older.on('error', resolve).on('close', () => resolve(new Error('closed')));
    older.renegotiate({}, (error) => resolve(error));
  });
  expect(await again).toBeInstanceOf(Error);
});

test('S002-28, S002-37: the name in the tailnet becomes one of ours, and its own certificate is shown by it', async () => {
  const name = 'pc.tail1.ts.net';
  const ca = await makeCa({ permittedNames: ['ts.net'], label: 'x', nowMs: Date.now() });
  const leaf = await makeLeaf(ca, [name], Date.now());
  await writeFile(path.join(folder, 'c'), leaf.certPem);
  await writeFile(path.join(folder, 'k'), leaf.keyPem);
  const status = `{"Self":{"DNSName":"${name}."},"CertDomains":["${name}"]}`;
  const script = `#!/bin/sh\nif [ "$1" = status ]; then echo '${status}'; else cp ${folder}/c "$3"; cp ${folder}/k "$5"; fi\n`;
  await writeFile(path.join(folder, 'tailscale'), script);
  await chmod(path.join(folder, 'tailscale'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  const tailnet = { id: 'tailscale0/ipv4', name: 'tailscale0', kind: 'tailscale' } as const;
  const found = [LOOPBACK, { ...tailnet, address: '100.100.1.1' }];
  listeners = await startTlsListeners(folder, () => found);
  const { tls, set } = listeners;
  const isOurs = createAllowedHosts({
    ownAddresses: () => [],
    extraHosts: () => [],
    tailnetName: tls.tailnetName,
  });
  await expect.poll(() => isOurs(`${name}:5543`), within).toBe(true);
  expect(isOurs('other.tail1.ts.net')).toBe(false);
  const port = listeners.tlsPort();
  const fingerprint = new X509Certificate(leaf.certPem).fingerprint256;
  const shown = async (by: string) => (await shownBy(port, by)).fingerprint256;
  await expect.poll(() => shown(name), within).toBe(fingerprint);
  expect(await shown('localhost')).not.toBe(fingerprint);
  const { certificate } = set.certificate();
  expect(certificate).toMatchObject({ source: 'tailscale', names: [name] });
  const ends = new X509Certificate(leaf.certPem).validToDate.toISOString();
  expect(certificate?.notAfter).toBe(ends);
  vi.unstubAllEnvs();
});

test('a taken port of HTTPS leaves HTTP up and is said, and HTTPS comes when the port is free', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const gateway = await startGateway({ tlsPort: port, pollMs: 50 });
  await gateway.api.settings.update({ httpsEnabled: true });
  const problems = async () => (await gateway.api.status.get({})).problems;
  await expect.poll(problems, within).toMatchObject([{ code: 'tls_failed' }]);
  const text = (await gateway.api.network.certificate({})).problem;
  expect(text).toContain(`Port ${port} for HTTPS is in use`);
  const loopback = async () => (await gateway.api.network.interfaces({})).interfaces[0];
  expect(await loopback()).toMatchObject({ state: 'listening', httpsUrl: null });
  expect((await fetch(`${gateway.publicUrl}/health`)).status).toBe(200);
  await new Promise((resolve) => other.close(resolve));
  const url = async () => (await loopback())?.httpsUrl;
  await expect.poll(url, within).toBe(`https://127.0.0.1:${port}`);
  await gateway.stop();
});

test('the owner can have a new authority made: it is shown at once, and on record', async () => {
  const gateway = await startGateway({ tlsPort: 0, pollMs: 50 });
  const { api } = gateway;
  await expect(api.network.renewCertificate({})).rejects.toThrow(/HTTPS/);
  await api.settings.update({ httpsEnabled: true });
  const { url, ca } = await untilHttps(gateway);
  const port = Number(new URL(url).port);
  const strict = { servername: 'localhost', rejectUnauthorized: true };
  (await shakeHands(port, { ...strict, ca })).destroy();
  const serial = async () => (await shownBy(port)).serialNumber;
  const before = await serial();
  const leaf = await api.network.renewCertificate({});
  expect(leaf.certificate?.caPem).toBe(ca);
  expect(await serial()).not.toBe(before);
  const { certificate } = await api.network.renewCertificate({ newAuthority: true });
  const next = certificate?.caPem ?? '';
  expect(next).not.toBe(ca);
  (await shakeHands(port, { ...strict, ca: next })).destroy();
  await expect(shakeHands(port, { ...strict, ca })).rejects.toThrow();
  const { entries } = await api.audit.search({ event: 'ADMIN' });
  const renewals = entries.filter(({ operation }) => operation === 'network.renewCertificate');
  expect(renewals.length).toBeGreaterThanOrEqual(2);
  await gateway.stop();
});

/** One frame of HTTP/2. */
function toFrame(type: number, flags: number, stream: number, body: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

// GET https / of localhost, as HPACK says it.
const GET = Buffer.concat([Buffer.from([0x82, 0x84, 0x87, 0x41, 9]), Buffer.from('localhost')]);
const CANCEL = Buffer.from([0, 0, 0, 8]);
const [HEADERS, RST_STREAM, SETTINGS] = [1, 3, 4];

test('a flood of streams that are reset ends its own connection only, and one has 100 at most', async () => {
  listeners = await startTlsListeners(folder, () => [LOOPBACK]);
  const port = listeners.tlsPort();
  const good = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  const settings = await new Promise((resolve) => good.once('remoteSettings', resolve));
  expect(settings).toMatchObject({ maxConcurrentStreams: 100, enablePush: false });
  const bad = await shakeHands(port, { ALPNProtocols: ['h2'] });
  const ended = new Promise((resolve) => bad.resume().on('error', resolve).once('close', resolve));
  bad.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  bad.write(toFrame(SETTINGS, 0, 0, Buffer.alloc(0)));
  for (let at = 0; at < 1000; at++) {
    bad.write(toFrame(HEADERS, 5, 1 + 2 * at, GET));
    bad.write(toFrame(RST_STREAM, 0, 1 + 2 * at, CANCEL));
  }
  await ended;
  const stream = good.request({ ':path': '/x' });
  const body = await new Promise((resolve) => stream.once('data', (d: Buffer) => resolve(`${d}`)));
  expect(body).toBe('here');
  good.destroy();
});
