import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

let dataDir: string;
let gateway: TestGateway;
const start = async () => {
  gateway = await startGateway({ throttleLoopback: true, dataDir });
};
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-guesses-'));
  await start();
});
afterEach(async () => {
  await gateway.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const ask = (bearer: string) =>
  fetch(`${gateway.adminUrl}/admin/v1/keys.list`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: '{}',
  });
const refused = async () =>
  (await gateway.api.audit.search({ event: 'UNAUTHORIZED', limit: 200 })).entries;
const alerts = async () => (await gateway.api.audit.threats({})).threats;

test('T-02: a flood of guesses at the admin secret washes nothing off the record, and the alert counts them all', async () => {
  for (let n = 0; n < 100; n++) await (await ask(`wrong-secret-${n}`)).text();
  expect(await refused()).toHaveLength(60);
  expect(await alerts()).toMatchObject([{ kind: 'failed_attempts', count: 100 }]);
  await gateway.stop();
  await start();
  const [last, ...lines] = await refused();
  expect(last).toMatchObject({ path: '/admin/v1/keys.list', change: { more: 40 } });
  expect(lines).toHaveLength(60);
});

const signIn = async (proof: object) => {
  const answer = await fetch(`${gateway.adminUrl}/admin/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proof),
  });
  const reply = (await answer.json()) as { value?: { token: string }; error?: { code: string } };
  return { status: answer.status, token: reply.value?.token ?? '', code: reply.error?.code };
};
const codeOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string } }).error.code;

test('a panel left open over a restart is told that its sign-in has ended, and is no break-in', async () => {
  const { token } = await signIn({ secret: gateway.adminSecret });
  await gateway.stop();
  await start();
  for (let n = 0; n < 20; n++) {
    const answer = await ask(token);
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'SESSION_ENDED']);
  }
  expect(await refused()).toMatchObject([{ code: 'SESSION_ENDED', status: 401 }]);
  expect(await alerts()).toEqual([]);
  // Nor does it slow down whoever mistypes the secret next.
  expect(await codeOf(await ask('wrong-secret'))).toBe('ADMIN_REQUIRED');
});

test('a one-time code that was used already is no guess of the admin secret', async () => {
  const { code } = await gateway.api.panel.createCode({});
  expect((await signIn({ code })).status).toBe(200);
  expect(await signIn({ code })).toMatchObject({ status: 401, code: 'SESSION_ENDED' });
  expect(await refused()).toMatchObject([{ code: 'SESSION_ENDED' }]);
});

test('T-02: whoever makes up sign-ins without end is taken for one who guesses', async () => {
  const madeUp = (n: number) => `lks_${String(n).padStart(43, '0')}`;
  for (let n = 0; n < 100; n++) await (await ask(madeUp(n))).text();
  expect(await codeOf(await ask(madeUp(100)))).toBe('TOO_MANY_FAILURES');
  expect(await alerts()).toMatchObject([{ kind: 'failed_attempts' }]);
  expect((await ask(gateway.adminSecret)).status).toBe(200);
});
