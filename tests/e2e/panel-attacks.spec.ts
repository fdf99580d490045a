import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { operations } from '#shared/contract/operations/registry';
import { expect, test, type PanelGateway } from '../support/panel';

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

/** A web page of somebody else, on an address of its own. */
async function startStrangersPage() {
  const server = http.createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<!doctype html><title>Free kittens</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => void server.close().closeAllConnections(),
  };
}

interface Attack {
  readonly admin: string;
  readonly secret: string;
  readonly targets: readonly { readonly path: string; readonly input: unknown }[];
}

/** Runs in the stranger's page: fires everything that a page can fire, and says what it got to read. */
async function attack({ admin, secret, targets }: Attack): Promise<string[]> {
  const read: string[] = [];
  const settled = (target: EventTarget, names: readonly string[]) =>
    new Promise<string>((resolve) => {
      for (const name of names) target.addEventListener(name, () => resolve(name));
    });
  const tryFetch = (what: string, url: string, init: RequestInit) =>
    fetch(url, init).then(
      ({ type }) => void (type !== 'opaque' && read.push(`${what} ${url}`)),
      () => {},
    );
  const postForm = async (url: string, text: string) => {
    const frame = document.createElement('iframe');
    frame.name = `frame${Math.random()}`;
    document.body.append(frame);
    const form = document.createElement('form');
    Object.assign(form, { action: url, method: 'POST', enctype: 'text/plain', target: frame.name });
    const field = document.createElement('input');
    const at = text.length - 1;
    Object.assign(field, { name: `${text.slice(0, at)},"x":"`, value: '"}' });
    form.append(field);
    document.body.append(form);
    const loaded = settled(frame, ['load']);
    form.submit();
    await loaded;
  };
  const showImage = (url: string) => {
    const image = new Image();
    const done = settled(image, ['load', 'error']);
    image.src = url;
    return done;
  };
  const openSocket = async (url: string) => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    if ((await settled(socket, ['open', 'error'])) === 'open') read.push(`ws ${url}`);
  };
  for (const { path: place, input } of targets) {
    const url = admin + place;
    const body = JSON.stringify(input);
    const json = { 'content-type': 'application/json' };
    const authorization = `Bearer ${secret}`;
    navigator.sendBeacon(url, body);
    await Promise.all([
      postForm(url, body),
      showImage(url),
      // Chromium lets failing sockets wait for longer and longer, so they are tried where one could be.
      place.endsWith('/events') ? openSocket(url) : undefined,
      tryFetch('plain', url, { method: 'POST', body, mode: 'no-cors', credentials: 'include' }),
      tryFetch('get', url, { credentials: 'include' }),
      tryFetch('json', url, { method: 'POST', body, headers: json }),
      tryFetch('secret', url, { method: 'POST', body, headers: { ...json, authorization } }),
    ]);
  }
  return read;
}

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
