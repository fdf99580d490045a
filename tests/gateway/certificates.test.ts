import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCertificateFiles } from '../../gateway/listeners/tls/certificate-files';
import { createCertificateKeeper } from '../../gateway/listeners/tls/certificate-keeper';
import { makeCa, makeLeaf } from '../../gateway/listeners/tls/make-certificates';
import { createTailnet } from '../../gateway/listeners/tls/tailscale-cert';

const DAY_MS = 86_400_000;
const run = promisify(execFile);
let folder = '';
let nowMs = Date.now();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-tls-'));
  nowMs = Date.now();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tls = () => path.join(folder, 'tls');
const createKeeper = () => {
  const files = createCertificateFiles(tls(), () => nowMs);
  return createCertificateKeeper({
    files,
    nowMs: () => nowMs,
    label: 'pc',
    ownNames: () => ['pc'],
  });
};
const leafOf = (keeper: ReturnType<typeof createKeeper>) =>
  new X509Certificate(keeper.current?.own.certPem ?? '');

async function verify(caPem: string, leafPem: string): Promise<string> {
  const [ca, leaf] = [path.join(folder, 'ca.pem'), path.join(folder, 'leaf.pem')];
  await writeFile(ca, caPem);
  await writeFile(leaf, leafPem);
  const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, leaf];
  return run('openssl', args).then(
    ({ stdout }) => stdout,
    (error: { stderr: string; stdout: string }) => error.stderr + error.stdout,
  );
}

test('a strict verifier accepts home names and addresses, and no other name by this authority', async () => {
  const ca = await makeCa({ permittedNames: ['local', 'pc'], label: 'pc', nowMs });
  const names = [
    'pc',
    'pc.local',
    '192.168.1.20',
    '100.101.102.103',
    'fd00::5',
    '127.0.0.1',
    '::1',
  ];
  const good = await makeLeaf(ca, names, nowMs);
  expect(await verify(ca.certPem, good.certPem)).toMatch(/leaf\.pem: OK/);
  for (const name of ['bank.example', '8.8.8.8', '2001:db8::1']) {
    const bad = await makeLeaf(ca, [name], nowMs);
    expect(await verify(ca.certPem, bad.certPem)).toMatch(/permitted subtree violation/);
  }
  const life = new X509Certificate(good.certPem);
  expect(life.validToDate.getTime() - life.validFromDate.getTime()).toBeLessThanOrEqual(
    397 * DAY_MS,
  );
});

test('a new address gets into the certificate, and a public one is left out', async () => {
  const keeper = createKeeper();
  await keeper.keep(['192.168.1.20', 'pc.local']);
  const first = keeper.current;
  await keeper.keep(['192.168.1.20', 'pc.local']);
  expect(keeper.current).toBe(first);
  await keeper.keep(['192.168.7.7', 'pc.local', '8.8.8.8']);
  expect(leafOf(keeper).checkIP('192.168.7.7')).toBe('192.168.7.7');
  expect(keeper.current?.names).not.toContain('8.8.8.8');
  expect(keeper.current?.caPem).toBe(first?.caPem);
});

test('a certificate is renewed 30 days before its end and after a jump of the clock, and kept over a restart', async () => {
  const keeper = createKeeper();
  await keeper.keep(['pc.local']);
  const first = keeper.current?.own.certPem;
  const again = createKeeper();
  await again.keep(['pc.local']);
  expect(again.current?.own.certPem).toBe(first);
  nowMs += 360 * DAY_MS;
  await keeper.keep(['pc.local']);
  expect(keeper.current?.own.certPem).toBe(first);
  nowMs += 10 * DAY_MS;
  await keeper.keep(['pc.local']);
  expect(keeper.current?.own.certPem).not.toBe(first);
  nowMs -= 900 * DAY_MS;
  await keeper.keep(['pc.local']);
  expect(leafOf(keeper).validFromDate.getTime()).toBeLessThanOrEqual(nowMs);
});

test('the keys of the certificates are for the owner alone', async () => {
  await createKeeper().keep(['pc.local']);
  expect((await stat(tls())).mode & 0o777).toBe(0o700);
  const keys = (await readdir(tls())).filter((name) => name.endsWith('.key'));
  expect(keys).toHaveLength(2);
  for (const name of keys) expect((await stat(path.join(tls(), name))).mode & 0o777).toBe(0o600);
});

test('broken, empty and foreign files are moved aside and made anew', async () => {
  const foreign = await makeCa({ permittedNames: ['local'], label: 'x', nowMs });
  for (const [cert, key] of [
    ['nonsense', 'nonsense'],
    ['', ''],
    [foreign.certPem, 'nonsense'],
    ['\0\0', foreign.keyPem],
  ] as const) {
    await mkdir(tls(), { recursive: true });
    await writeFile(path.join(tls(), 'ca.crt'), cert);
    await writeFile(path.join(tls(), 'ca.key'), key);
    const keeper = createKeeper();
    await keeper.keep(['pc.local']);
    expect(keeper.problem).toBeNull();
    expect(leafOf(keeper).checkHost('pc.local')).toBe('pc.local');
    nowMs += 1;
  }
  expect((await readdir(tls())).filter((name) => name.includes('.broken-')).length).toBeGreaterThan(
    4,
  );
});

test('when nothing can be written the problem is said in words and nothing is thrown', async () => {
  await writeFile(tls(), 'a file where the folder should be');
  const keeper = createKeeper();
  await keeper.keep(['pc.local']);
  expect(keeper.current).toBeUndefined();
  expect(keeper.problem).toMatch(/HTTP is not affected/);
  await rm(tls());
  nowMs += 31_000;
  await keeper.keep(['pc.local']);
  expect(keeper.problem).toBeNull();
});

async function fakeTailscale(script: string): Promise<string> {
  const file = path.join(folder, 'tailscale');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

const createFake = (file: string) =>
  createTailnet({
    folder: tls(),
    files: createCertificateFiles(tls(), () => nowMs),
    nowMs: () => nowMs,
    run: async (_name, args, limitMs) =>
      (await run(file, [...args], { timeout: Math.min(limitMs, 300), killSignal: 'SIGKILL' }))
        .stdout,
  });

test('the tailnet name and its certificate come from the tailscale program', async () => {
  const ca = await makeCa({ permittedNames: ['ts.net'], label: 'x', nowMs });
  const leaf = await makeLeaf(ca, ['pc.tail1.ts.net'], nowMs);
  await writeFile(path.join(folder, 'c'), leaf.certPem);
  await writeFile(path.join(folder, 'k'), leaf.keyPem);
  const file = await fakeTailscale(
    `if [ "$1" = status ]; then echo '{"Self":{"DNSName":"pc.tail1.ts.net."},"CertDomains":["pc.tail1.ts.net"]}'; ` +
      `else cp ${folder}/c "$3"; cp ${folder}/k "$5"; fi`,
  );
  const tailnet = createFake(file);
  tailnet.look(['192.168.1.5'], true);
  await tailnet.settled();
  expect(tailnet.name).toBeUndefined();
  tailnet.look(['100.100.1.1'], true);
  await tailnet.settled();
  expect(tailnet.name).toBe('pc.tail1.ts.net');
  expect(tailnet.certificate).toMatchObject({ name: 'pc.tail1.ts.net', certPem: leaf.certPem });
  expect(await readFile(path.join(tls(), 'tailnet.key'), 'utf8')).toBe(leaf.keyPem);
});

test.each([
  ['hangs', 'exec sleep 20'],
  ['fails', 'exit 1'],
  ['talks nonsense', 'echo "<html>"'],
  ['names another domain', `echo '{"Self":{"DNSName":"evil.example."}}'`],
])('a tailscale program that %s gives no name and stops nothing', async (_how, script) => {
  const tailnet = createFake(await fakeTailscale(script));
  tailnet.look(['100.100.1.1'], true);
  await tailnet.settled();
  expect(tailnet.name).toBeUndefined();
  expect(tailnet.certificate).toBeUndefined();
});

test('a certificate is made anew when it is asked for, by the same authority unless a new one is wanted too', async () => {
  const ownNames = ['pc'];
  const files = createCertificateFiles(tls(), () => nowMs);
  const options = { files, nowMs: () => nowMs, label: 'pc', ownNames: () => ownNames };
  const keeper = createCertificateKeeper(options);
  const names = ['pc.local', 'printer.example'];
  await keeper.keep(names);
  const first = keeper.current;
  keeper.renewNext(false);
  await keeper.keep(names);
  expect(keeper.current?.own.certPem).not.toBe(first?.own.certPem);
  expect(keeper.current?.caPem).toBe(first?.caPem);
  ownNames.push('printer.example');
  await keeper.keep(names);
  expect(keeper.current?.names).not.toContain('printer.example');
  keeper.renewNext(true);
  await keeper.keep(names);
  const { caPem = '', own } = keeper.current ?? {};
  expect(caPem).not.toBe(first?.caPem);
  expect(keeper.current?.names).toContain('printer.example');
  expect(await verify(caPem, own?.certPem ?? '')).toMatch(/leaf\.pem: OK/);
  await keeper.keep(names);
  expect(keeper.current?.caPem).toBe(caPem);
});
