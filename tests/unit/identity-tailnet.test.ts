import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createTailnetIdentity, type Peer } from '../../gateway/identity/tailnet-identity';
import { askSocket } from '../../gateway/identity/tailscale-whois';
import { createKeyStore } from '../../gateway/keys/key-store';
import { createMemoryConfigStore } from '../support/memory-config-store';

let daemon: Server | undefined;
let folder = '';
afterEach(async () => {
  daemon?.closeAllConnections();
  daemon?.close();
  await rm(folder, { recursive: true, force: true });
});

const who = (login: string) => ({ Node: { Name: 'phone.' }, UserProfile: { LoginName: login } });

async function setUp(answer: RequestListener, logins = ['Mum@example.com']) {
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-tailnet-'));
  const socketPath = path.join(folder, 'tailscaled.sock');
  const asked: string[] = [];
  daemon = createServer((req, res) => {
    asked.push(`${req.headers.host} ${req.url}`);
    answer(req, res);
  });
  await new Promise<void>((resolve) => daemon?.listen(socketPath, resolve));
  const config = createMemoryConfigStore();
  const keys = createKeyStore({ config });
  const { key } = await keys.create({
    name: 'family',
    services: '*',
    origins: ['https://chat.example'],
  });
  const clock = { nowMs: 0 };
  await config.update((draft) => {
    draft.settings.identity.tailnet = logins.map((login) => ({ login, keyId: key.id }));
  });
  const whois = askSocket(socketPath, 200);
  const tailnet = createTailnetIdentity({ config, keys, whois, monotonicMs: () => clock.nowMs });
  const recognise = async (peer: Partial<Peer> = {}) => {
    const full = { ip: '100.101.102.103', port: 4711, origin: undefined, site: undefined, ...peer };
    const verdict = await tailnet.recognise(full);
    return verdict.verdict === 'valid'
      ? verdict.key.name
      : 'code' in verdict
        ? verdict.code
        : verdict.verdict;
  };
  return { tailnet, recognise, asked, clock, keys, keyId: key.id };
}

const sayMum: RequestListener = (_req, res) => res.end(JSON.stringify(who('mum@example.com')));

test('S003-80: a person of the tailnet on the list has the rights of their key, and the daemon is asked once a minute', async () => {
  const { recognise, asked, clock } = await setUp(sayMum);
  for (let times = 0; times < 3; times++) expect(await recognise()).toBe('family');
  expect(asked).toEqual(['local-tailscaled.sock /localapi/v0/whois?addr=100.101.102.103%3A4711']);
  clock.nowMs = 60_000;
  expect(await recognise()).toBe('family');
  expect(await recognise({ ip: 'fd7a:115c:a1e0::7', port: 1 })).toBe('family');
  expect(asked).toHaveLength(3);
  expect(asked[2]).toContain('addr=%5Bfd7a%3A115c%3Aa1e0%3A%3A7%5D%3A1');
});

test('S003-80: only addresses of the tailnet are asked about, and only when somebody is on the list', async () => {
  const { tailnet } = await setUp(sayMum);
  const known = ['100.64.0.1', '100.127.255.255', '::ffff:100.64.0.1', 'fd7a:115c:a1e0::1'];
  const others = [
    '100.63.255.255',
    '100.128.0.1',
    '192.168.1.2',
    '127.0.0.1',
    'fd7a:115c:a1e1::1',
    '',
  ];
  expect(known.map(tailnet.mayKnow)).toEqual(known.map(() => true));
  expect(others.map(tailnet.mayKnow)).toEqual(others.map(() => false));
  daemon?.close();
  expect((await setUp(sayMum, [])).tailnet.mayKnow('100.64.0.1')).toBe(false);
});

test.each<[string, RequestListener]>([
  ['does not know the address', (_req, res) => res.writeHead(404).end('no match for IP:port')],
  ['names somebody else', (_req, res) => res.end(JSON.stringify(who('eve@example.com')))],
  ['says nonsense', (_req, res) => res.end('{"UserProfile":{"LoginName":7}}')],
  ['never answers', () => {}],
  ['breaks off', (req) => req.socket.destroy()],
  ['does not stop talking', (_req, res) => res.end('"' + 'a'.repeat(200_000) + '"')],
])('S003-80: when Tailscale %s, a key is needed', async (_what, answer) => {
  const { recognise, asked } = await setUp(answer);
  expect(await recognise()).toBe('KEY_MISSING');
  expect(await recognise()).toBe('KEY_MISSING');
  expect(asked).toHaveLength(1);
});

test('S003-80: without a Tailscale on this computer a key is needed', async () => {
  const { recognise } = await setUp(sayMum);
  daemon?.close();
  await rm(folder, { recursive: true, force: true });
  expect(await recognise()).toBe('KEY_MISSING');
});

test('S003-80, T-04: a page of another site in the browser of that person is not that person', async () => {
  const { recognise } = await setUp(sayMum);
  expect(await recognise({ origin: 'https://evil.example' })).toBe('KEY_MISSING');
  expect(await recognise({ origin: 'null' })).toBe('KEY_MISSING');
  expect(await recognise({ site: 'cross-site' })).toBe('KEY_MISSING');
  expect(await recognise({ site: 'none' })).toBe('family');
  expect(await recognise({ origin: 'https://chat.example', site: 'cross-site' })).toBe('family');
});

test('S003-80: a key that was revoked takes its people with it at once', async () => {
  const { recognise, keys, keyId } = await setUp(sayMum);
  expect(await recognise()).toBe('family');
  await keys.revoke(keyId);
  expect(await recognise()).toBe('revoked');
});
