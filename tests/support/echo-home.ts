import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startGateway, type TestGateway } from './start-gateway';

type Answer = (req: IncomingMessage, res: ServerResponse, body: string) => void;

/** Says what arrived. */
const echo: Answer = (req, res, body) => {
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body }));
};

/** A gateway for each test of a file, in front of a service that says what arrived until the test says otherwise. */
export function useEchoHome(options: Parameters<typeof startGateway>[0] = {}) {
  const upstream = createServer((req, res) => {
    home.asked++;
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => home.answer(req, res, body));
  });
  const home = {
    answer: echo,
    /** How many requests reached the service. */
    asked: 0,
    gateway: undefined as unknown as TestGateway,
    url: () => `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    async addService(name: string, kind: 'http' | 'ollama' | 'tts' = 'http') {
      const { create } = home.gateway.api.services;
      return (await create({ name, kind, targets: [{ url: home.url() }], sameAddress: true }))
        .service;
    },
    addKey: (services: string[] | '*', more: object = {}) =>
      home.gateway.api.keys.create({ name: 'phone', services, ...more }),
    ask(where: string, init: RequestInit & { key?: string } = {}) {
      const { key, ...rest } = init;
      const headers = new Headers(rest.headers);
      if (key) headers.set('x-api-key', key);
      return fetch(`${home.gateway.publicUrl}${where}`, { ...rest, headers });
    },
    latestAudit: async () => (await home.gateway.api.audit.search({ limit: 10 })).entries,
  };
  beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  beforeEach(async () => {
    home.answer = echo;
    home.asked = 0;
    home.gateway = await startGateway(options);
  });
  afterEach(() => home.gateway.stop());
  return home;
}
