import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { randomBase62 } from '#shared/domain/key-format';
import { createLog } from '../../gateway/log';
import { hashCode } from '../../gateway/pairing/pairing-code';
import {
  ask,
  BROWSER,
  CLAIM,
  codeOf,
  join,
  startPairingRig,
  toJoined,
} from '../support/pairing-rig';
import type { PairingRig } from '../support/pairing-rig';
import { sendRaw } from '../support/raw-client';

let rig: PairingRig;
let printed = '';
const log = createLog({ level: 'DEBUG', write: (_level, text) => void (printed += `${text}\n`) });
beforeEach(async () => {
  printed = '';
  rig = await startPairingRig({ log, throttleLoopback: true });
});
afterEach(() => rig.close());

const wrongCode = () => randomBase62(22, randomBytes);
const post = (url: string, headers: Record<string, string>, body?: string) =>
  ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body ?? JSON.stringify({ name: 'Phone', claim: CLAIM }),
  });
const keys = async () => (await rig.api.keys.list({})).keys;

/** Every byte of the data folder, of what was logged, told to windows and answered about the record. */
async function everything(): Promise<string> {
  const { entries } = await rig.api.audit.search({ limit: 500 });
  const files = await readdir(rig.dataDir, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(path.join(file.parentPath, file.name), 'latin1')),
  );
  return [...texts, printed, JSON.stringify(rig.events), JSON.stringify(entries)].join('\n');
}

test('a page of another site cannot spend a code', async () => {
  const { url } = await rig.invite();
  const { host } = new URL(url);
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://${host}.evil.example` },
    { origin: `http://${new URL(url).hostname}:1` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: `http://${host}` },
    { 'sec-fetch-site': 'none' },
  ];
  for (const headers of foreign) {
    const answer = await post(url, headers);
    expect([answer.status, codeOf(answer)], JSON.stringify(headers)).toEqual([
      403,
      'ORIGIN_NOT_ALLOWED',
    ]);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect(await keys()).toEqual([]);
  const own = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  expect((await post(url, own)).status).toBe(200);
});

test('another host name than ours gets no page and no key', async () => {
  const { url } = await rig.invite();
  expect((await ask(url, { headers: { ...BROWSER, host: 'evil.example' } })).status).toBe(403);
  expect((await post(url, { host: 'evil.example' })).status).toBe(403);
  expect(await keys()).toEqual([]);
});

test('what is no small JSON of a page is refused, and uses nothing up', async () => {
  const { url } = await rig.invite();
  const refused: [Record<string, string>, string, number, string][] = [
    [{ 'content-type': 'text/plain' }, '{}', 415, 'CONTENT_TYPE_UNSUPPORTED'],
    [{}, 'not json', 400, 'INPUT_INVALID'],
    [{}, '[]', 400, 'INPUT_INVALID'],
    [{}, JSON.stringify({ name: '', claim: CLAIM }), 400, 'INPUT_INVALID'],
    [{}, JSON.stringify({ name: 'a\u0007', claim: CLAIM }), 400, 'INPUT_INVALID'],
    [{}, JSON.stringify({ name: 'Phone', claim: 'short' }), 400, 'INPUT_INVALID'],
    [{}, JSON.stringify({ name: 'x'.repeat(5000), claim: CLAIM }), 413, 'BODY_TOO_LARGE'],
    [{ 'transfer-encoding': 'chunked' }, 'x'.repeat(9000), 413, 'BODY_TOO_LARGE'],
  ];
  for (const [headers, body, status, code] of refused) {
    const answer = await post(url, headers, body);
    expect([answer.status, codeOf(answer)], body.slice(0, 40)).toEqual([status, code]);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { message: expect.any(String) as '' } });
  }
  expect((await ask(url, { method: 'DELETE' })).status).toBe(405);
  expect(await keys()).toEqual([]);
  expect((await join(url)).status).toBe(200);
});

test.each([
  ['nothing to see', '\u200B'],
  ['a blank that counts as a letter', '\u3164'],
  ['words turned around', 'Phone \u202Egnp.exe'],
  ['half a sign', '\uD83D'],
  ['two lines', 'Phone\u2028Owner'],
])('T-09: a device is not called by %s', async (_what, name) => {
  const { url } = await rig.invite();
  const refused = await join(url, name);
  expect([refused.status, codeOf(refused)]).toEqual([400, 'INPUT_INVALID']);
  expect(await keys()).toEqual([]);
  expect(toJoined(await join(url, 'هاتف 👨‍👩‍👧')).name).toBe('هاتف 👨‍👩‍👧');
});

test('a key that cannot be saved is no key, and the code is still good', async () => {
  const { id, url } = await rig.invite();
  const config = path.join(rig.dataDir, 'config.json');
  await rename(config, `${config}.aside`);
  await mkdir(path.join(config, 'in-the-way'), { recursive: true });
  const failed = await join(url);
  expect([failed.status, codeOf(failed)]).toEqual([503, 'CONFIG_UNREADABLE']);
  expect(await rig.state(id)).toBe('waiting');
  expect(await keys()).toEqual([]);
  await rm(config, { recursive: true });
  await rename(`${config}.aside`, config);
  expect((await join(url)).status).toBe(200);
});

test('10,000 guesses find nothing, are slowed down, and learn nothing from what they get', async () => {
  const { id, url } = await rig.invite();
  const { origin, hostname, port } = new URL(url);
  const old = await rig.invite();
  const oldPage = await ask(url, { headers: BROWSER });
  const unknownPage = await ask(`${origin}/join/${wrongCode()}`, { headers: BROWSER });
  expect([unknownPage.status, unknownPage.body]).toEqual([oldPage.status, oldPage.body]);
  const hide = ({ requestId: _, ...rest }: { requestId?: string }) => rest;
  const errorOf = (body: string) =>
    hide((JSON.parse(body) as { error: { requestId?: string } }).error);
  const unknown = await join(`${origin}/join/${wrongCode()}`);
  expect(errorOf(unknown.body)).toEqual(errorOf((await join(url)).body));

  const statuses = new Map<number, number>();
  const target = (code: string) =>
    `POST /join/${code} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: 0\r\n\r\n`;
  for (let batch = 0; batch < 100; batch++) {
    const text = Array.from({ length: 100 }, () => target(wrongCode())).join('');
    const { answers } = await sendRaw(Number(port), text, { answers: 100, timeoutMs: 20_000 });
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses.keys()].sort()).toEqual([410, 429]);
  expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(10_000);
  expect(await keys()).toEqual([]);
  expect(await rig.state(id)).toBe('cancelled');
  // Whoever has the right code is not slowed down by those who guess.
  expect((await join(old.url)).status).toBe(200);
});

test.each([
  ['a NUL', '%00'],
  ['a NUL behind the code', 'CODE%00'],
  ['dots', '..'],
  ['encoded dots', '%2e%2e'],
  ['dots behind the code', 'CODE/..'],
  ['a second part', 'CODE/x'],
  ['another case', 'code'],
  ['a space', 'CODE%20'],
  ['8000 characters', 'x'.repeat(8000)],
  ['nothing', ''],
])('%s is no code', async (_what, text) => {
  const { id, url } = await rig.invite();
  const { pathname, hostname, port } = new URL(url);
  const code = pathname.slice(6);
  const sent = text.replace('CODE', code).replace(/^code$/, code.toLowerCase());
  const body = JSON.stringify({ name: 'Phone', claim: CLAIM });
  const head = [
    `POST /join/${sent} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  const request = `${head.join('\r\n')}\r\n\r\n${body}`;
  const { first } = await sendRaw(Number(port), request, { answers: 1 });
  expect(Math.floor(first.status / 100)).toBe(4);
  expect(await keys()).toEqual([]);
  expect(await rig.state(id)).toBe('waiting');
  expect(await everything()).not.toContain(code);
});

test('no code and no key is written down anywhere, and who got a key is', async () => {
  const write = vi.spyOn(process.stdout, 'write');
  const { id, url } = await rig.invite();
  const code = url.slice(-22);
  await ask(url, { headers: BROWSER });
  await ask(url, { headers: { ...BROWSER, host: 'evil.example' } });
  await ask(`${rig.publicUrl}/proxy/1/${code}`);
  await ask(`${rig.publicUrl}//join/${code}`);
  await ask(`${rig.publicUrl}/k/whoever/join/${code}`);
  await post(url, { origin: 'https://evil.example' });
  await post(url, {}, 'no json');
  const joined = toJoined(await join(url, 'Kitchen tablet'));
  await join(url, 'Thief', 'another-page-altogether');
  await rig.api.pairing.status({ id });
  await ask(`${rig.publicUrl}/me`, { headers: { authorization: `Bearer ${joined.secret}` } });

  const all = await everything();
  const printedBytes = write.mock.calls.map(([text]) => String(text)).join('');
  write.mockRestore();
  for (const secret of [code, hashCode(code), joined.secret, joined.secret.slice(14, 50), CLAIM]) {
    expect(all.includes(secret), secret).toBe(false);
    expect(printedBytes).not.toContain(secret);
  }
  const status = await rig.api.pairing.status({ id });
  expect(JSON.stringify(status)).not.toContain(code);

  const { entries } = await rig.api.audit.search({ outcome: 'changes', limit: 500 });
  const got = entries.filter(({ operation }) => operation === 'pairing.join');
  expect(got).toMatchObject([
    {
      status: 200,
      keyId: joined.keyId,
      keyName: 'Kitchen tablet',
      path: '/join/•••',
      ip: '127.0.0.1',
      change: { phase: 'done', after: { name: 'Kitchen tablet', services: '*' } },
    },
    { status: 0, change: { phase: 'asked', input: { name: 'Kitchen tablet' } } },
  ]);
  expect(entries.some(({ operation }) => operation === 'pairing.start')).toBe(true);
});
