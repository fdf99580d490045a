import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startGateway, type TestGateway } from './start-gateway';

type Answer = (res: ServerResponse) => void;
const fine: Answer = (res) => res.end('{}');

const post = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'm', prompt: 'p', text: 't', messages: [] }),
};

/** Every protected way in, one of each kind. */
export const ROUTES: readonly [string, RequestInit][] = [
  ['/chat/api/generate', post],
  ['/chat/api/chat', post],
  ['/tts/api/speak', post],
  ['/image/api/generate', post],
  ['/proxy/5/anything', post],
  ['/proxy/api/anything', {}],
  ['/v1/chat/completions', post],
  ['/v1/messages', post],
  ['/api/chat', post],
  ['/status', {}],
  ['/me', {}],
  ['/usage/1', {}],
];

/** The port a server of Node's got. */
export const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

/** A gateway for each test of a file, and one service behind it that can be of every kind. */
export function useContractHouse() {
  const upstream = createServer((req, res) => {
    house.asked.push(`${req.method} ${req.url}`);
    req.resume();
    req.on('end', () => house.answer(res));
  });
  const house = {
    answer: fine,
    /** What reached the service. */
    asked: [] as string[],
    gateway: undefined as unknown as TestGateway,
    /** Of a key for everything, once `addHome` has made it. */
    secret: '',
    upstreamUrl: () => `http://127.0.0.1:${portOf(upstream)}`,
    /** One service of each kind, and Mum's tablet. */
    async addHome(address?: string, timeouts = {}) {
      const url = address ?? house.upstreamUrl();
      const { api } = house.gateway;
      for (const [name, kind] of [
        ['Chat', 'ollama'],
        ['Voice', 'tts'],
        ['Pictures', 'a1111'],
        ['Ears', 'whisper'],
        ['Api', 'http'],
      ] as const) {
        await api.services.create({ name, kind, targets: [{ url }], timeouts, sameAddress: true });
      }
      const mum = { name: 'tablet', person: 'Mum', services: '*' } as const;
      const made = await api.keys.create({ ...mum, rate_limit_requests: 500 });
      house.secret = made.secret;
    },
    /** With the key of the home, unless another is given; with none when that is empty. */
    ask(where: string, init: RequestInit = {}, key?: string) {
      const text = key ?? house.secret;
      return fetch(`${house.gateway.publicUrl}${where}`, {
        ...init,
        headers: { ...(text && { 'x-api-key': text }), ...init.headers },
      });
    },
  };
  beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  beforeEach(async () => {
    house.answer = fine;
    house.asked.length = 0;
    house.gateway = await startGateway({ tlsPort: 0 });
  });
  afterEach(() => house.gateway.stop());
  return house;
}
