import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startGateway, type TestGateway } from './start-gateway';

type Answer = (req: IncomingMessage, res: ServerResponse) => void;
type Kind = 'http' | 'a1111' | 'whisper' | 'tts';

/** Answers with JSON. */
export function sendJson(res: ServerResponse, value: unknown, status = 200): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(value));
}

const fine: Answer = (_req, res) => sendJson(res, { fine: true });

/** A gateway of its own for each test of a file, in front of a service that answers what the test says. */
export function useBillingRig() {
  const upstream = createServer((req, res) => {
    req.resume().on('end', () => rig.answer(req, res));
  });
  const url = () => `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const rig = {
    answer: fine,
    gateway: undefined as unknown as TestGateway,
    async addService(name: string, kind: Kind = 'http') {
      const { create } = rig.gateway.api.services;
      const targets = [{ url: url() }];
      return (await create({ name, kind, targets, sameAddress: true })).service;
    },
    addKey: (name: string, more: object = {}) =>
      rig.gateway.api.keys.create({ name, services: '*', rate_limit_requests: 1000, ...more }),
    /** Asks the public listener with a key. */
    async ask(secret: string, where: string, init: RequestInit = {}) {
      const headers = { 'x-api-key': secret, ...(init.headers as Record<string, string>) };
      const res = await fetch(`${rig.gateway.publicUrl}${where}`, { ...init, headers });
      return { status: res.status, text: await res.text() };
    },
    post: (secret: string, where: string, body: unknown) =>
      rig.ask(secret, where, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    /** Speaks to the admin listener as an old script does; the text as it came, digit for digit. */
    async classic(method: string, where: string, body?: unknown, secret?: string) {
      const res = await fetch(`${rig.gateway.adminUrl}${where}`, {
        method,
        headers: {
          authorization: `Bearer ${secret ?? rig.gateway.adminSecret}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: res.status, text: await res.text() };
    },
  };
  beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  beforeEach(async () => {
    rig.answer = fine;
    rig.gateway = await startGateway();
  });
  afterEach(() => rig.gateway.stop());
  return rig;
}
