import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web page of somebody else, on an address of its own. */
export async function startStrangersPage() {
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
export async function attack({ admin, secret, targets }: Attack): Promise<string[]> {
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
