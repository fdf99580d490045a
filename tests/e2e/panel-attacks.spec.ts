import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { operations } from '#shared/contract/operations/registry';
import { lookEverywhere, plant, type Do } from '../support/hostile-house';
import { expect, test, watchPage, type PanelGateway } from '../support/panel';
import { attack, startStrangersPage } from '../support/strangers-page';

const operationPaths = Object.entries(operations).flatMap(([group, verbs]) =>
  Object.keys(verbs).map((verb) => `/admin/v1/${group}.${verb}`),
);
const pages = ['/', '/docs', '/redoc', '/admin/v1/openapi.json', '/admin/v1/events'];

/** What would do harm if it were let through; operations that are not here get an empty object. */
const INPUTS: Readonly<Record<string, unknown>> = {
  '/admin/v1/keys.create': { name: 'intruder', services: '*' },
  '/admin/v1/settings.update': { paused: true },
  '/admin/v1/services.create': {
    name: 'intruder',
    kind: 'http',
    targets: [{ url: 'http://127.0.0.1:9' }],
  },
};

const configHash = async ({ dataDir }: PanelGateway) =>
  createHash('sha256')
    .update(await readFile(path.join(dataDir, 'config.json')))
    .digest('hex');

test('T-03 I-19: a name that is rebound to this computer reaches no page and no operation', async ({
  browser,
  gateway,
}) => {
  // The page of an attacker has no policy of ours that would stop it.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const evil = gateway.adminUrl.replace('127.0.0.1', 'evil.test');
  for (const place of pages) {
    const answer = await page.goto(evil + place);
    expect.soft(answer?.status(), place).toBe(403);
  }
  const statuses = await page.evaluate(
    ([places, secret]) =>
      Promise.all(
        places.map(async (place) => {
          const answer = await fetch(place, {
            method: 'POST',
            headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
            body: '{}',
          });
          return [place, answer.status] as const;
        }),
      ),
    [[...operationPaths, '/admin/v1/session', '/no-such-page'], gateway.secret] as const,
  );
  expect(statuses.filter(([, status]) => status !== 403)).toEqual([]);
  const socketError = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('socketerror'));
  await page.evaluate(() => void new WebSocket('/admin/v1/events'));
  expect(String(await socketError)).toContain('403');
  await context.close();
});

test('T-04 I-19: a page from elsewhere changes nothing and reads nothing, whatever it fires', async ({
  browser,
  panel,
  gateway,
}) => {
  const stranger = await startStrangersPage();
  try {
    const before = await configHash(gateway);
    const page = await browser.newPage();
    await page.goto(stranger.url);
    const isOurs = (seen: { url(): string }) => seen.url().startsWith(gateway.adminUrl);
    let fired = 0;
    page.on('request', (request) => void (isOurs(request) && fired++));
    const statuses: number[] = [];
    page.on('response', (answer) => {
      if (isOurs(answer)) statuses.push(answer.status());
    });
    const targets = [...operationPaths, '/admin/v1/session', ...pages].map((place) => ({
      path: place,
      input: INPUTS[place] ?? {},
    }));
    const { adminUrl: admin, secret } = gateway;
    expect(await page.evaluate(attack, { admin, secret, targets })).toEqual([]);
    expect(await configHash(gateway)).toBe(before);
    // It was fired indeed, and turned away for where it came from: the secret did not matter.
    expect(fired).toBeGreaterThan(5 * targets.length);
    expect(statuses.length).toBeGreaterThanOrEqual(targets.length);
    // 405 answers the question whether the secret may be sent along.
    expect(statuses.filter((status) => status !== 403 && status !== 405)).toEqual([]);
    await page.close();

    // The same input from our own page does change it.
    await panel.getByRole('switch', { name: 'Pause everything' }).click();
    await expect.poll(() => configHash(gateway)).not.toBe(before);
    const { entries } = await gateway.api.audit.search({ limit: 200 });
    const changes = entries.filter(({ event, code }) => event === 'ADMIN' && code === null);
    expect(new Set(changes.map(({ operation }) => operation))).toEqual(
      new Set(['settings.update']),
    );
  } finally {
    stranger.stop();
  }
});

test('T-09: names, models, agents and alerts with markup are words on every page of the panel', async ({
  panel,
  gateway,
  llm,
}) => {
  const complaints = watchPage(panel, new URL(gateway.adminUrl).origin);
  const run: Do = async (name, input) => {
    const answer = await fetch(`${gateway.adminUrl}/admin/v1/${name}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.secret}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(input),
    });
    const reply = (await answer.json()) as { ok: boolean; value?: Record<string, unknown> };
    return reply.ok ? reply.value : undefined;
  };
  await plant(run, llm, gateway.publicUrl);
  await lookEverywhere(panel);
  expect(complaints).toEqual({ policy: [], errors: [], dialogs: [], outside: [] });
});

/** A service that has turned bad: a page with a script that would read the panel, and a worker that would stay. */
async function startBadService() {
  const page = (admin: string) => `<!doctype html><title>nothing</title><script>
    document.title = 'ran';
    localStorage.setItem('bad', 'yes');
    navigator.serviceWorker?.register('./worker.js', { scope: '/' });
    fetch('${admin}/admin/v1/keys.list', { method: 'POST', body: '{}', credentials: 'include' })
      .then((answer) => answer.text()).then((text) => (document.title = text));
  </script>`;
  let admin = '';
  const server = http.createServer(({ url }, answer) => {
    answer.setHeader('set-cookie', 'session=stolen; Path=/');
    answer.setHeader('service-worker-allowed', '/');
    answer.setHeader('content-security-policy', "script-src 'unsafe-inline' *");
    const isWorker = url?.endsWith('worker.js');
    answer.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html');
    answer.end(isWorker ? 'self.addEventListener("fetch", () => {});' : page(admin));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aimAt: (url: string) => void (admin = url),
    stop: () => void server.close().closeAllConnections(),
  };
}

test('T-06: a page that a service sends runs no script, keeps no worker and no cookie, and reads nothing of the panel', async ({
  panel,
  gateway,
}) => {
  const bad = await startBadService();
  try {
    bad.aimAt(gateway.adminUrl);
    const { api, publicUrl } = gateway;
    await api.services.create({ name: 'bad', kind: 'http', targets: [{ url: bad.url }] });
    const { secret } = await api.keys.create({ name: 'phone', services: '*' });
    // In the browser in which the owner is signed in to the panel.
    const page = await panel.context().newPage();
    const answer = await page.goto(`${publicUrl}/k/${secret}/proxy/bad/page.html`);
    expect(answer?.status()).toBe(200);
    await page.waitForTimeout(300);
    expect(await page.title()).toBe('nothing');
    expect(await answer?.headerValue('set-cookie')).toBeNull();
    expect(await answer?.headerValue('service-worker-allowed')).toBeNull();
    expect(await answer?.headerValue('content-security-policy')).toContain('sandbox');
    expect(await panel.context().cookies(publicUrl)).toEqual([]);
    const workers = await panel.evaluate(() => navigator.serviceWorker?.getRegistrations());
    expect(workers ?? []).toEqual([]);
    expect(await panel.evaluate(() => localStorage.getItem('bad'))).toBeNull();
  } finally {
    bad.stop();
  }
});
