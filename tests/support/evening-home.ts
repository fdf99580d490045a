import { afterEach, beforeEach } from 'vitest';
import type { QuietTime } from '#shared/contract/operations/allowances';
import { startFakeLlm, type FakeLlm } from './fake-llm';
import { startGateway, type TestGateway } from './start-gateway';

/** Wednesday, ten in the evening. */
const START = Date.parse('2026-11-18T22:00:00Z');

/** What was said so far. */
export const messages = [{ role: 'user', content: 'hi' }];
/** What a chat app asks. */
export const chat = (model: string, more: object = {}) => ({
  model,
  stream: false,
  messages,
  ...more,
});

/** Every night from nine to seven, for everything. */
export const quiet = (fields: Partial<QuietTime> = {}): QuietTime => ({
  name: 'bedtime',
  days: [1, 2, 3, 4, 5, 6, 7],
  from: '21:00',
  to: '07:00',
  services: [],
  models: [],
  graceMinutes: 0,
  message: null,
  ...fields,
});

/** The status of an answer; of a refusal with its code. */
export async function outcome(answer: Promise<Response>): Promise<number | string> {
  const got = await answer;
  const text = await got.text();
  return got.status < 400 ? got.status : `${got.status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ''}`;
}

/** A gateway with one Ollama for each test of a file, late on a Wednesday. */
export function useEveningHome() {
  const home = {
    wallMs: START,
    fake: undefined as unknown as FakeLlm,
    gateway: undefined as unknown as TestGateway,
    async addService(name: string, kind: 'ollama' | 'http') {
      const { create } = home.gateway.api.services;
      return (await create({ name, kind, targets: [{ url: home.fake.url }], sameAddress: true }))
        .service;
    },
    addKey: (fields: object = {}) =>
      home.gateway.api.keys.create({
        name: 'phone',
        services: '*',
        rate_limit_requests: 1000,
        ...fields,
      }),
    ask: (path: string, secret: string, body?: unknown, init: RequestInit = {}) =>
      fetch(`${home.gateway.publicUrl}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...init,
      }),
  };
  beforeEach(async () => {
    home.wallMs = START;
    home.fake = await startFakeLlm();
    home.gateway = await startGateway({ wallMs: () => home.wallMs });
    await home.gateway.api.settings.update({ timeZone: 'UTC' });
    await home.addService('ollama', 'ollama');
  });
  afterEach(async () => {
    home.fake.release();
    await home.gateway.stop();
    await home.fake.stop();
  });
  return home;
}
