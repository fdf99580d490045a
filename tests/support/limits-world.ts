import { request } from 'node:http';
import { startFakeLlm, type FakeLlm } from './fake-llm';
import { startGateway, type TestGateway } from './start-gateway';

/** Wednesday, ten in the morning. */
const START = Date.parse('2026-11-18T10:00:00Z');
const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 60 };

/** What a chat app asks. */
export const chat = {
  model: 'llama3.2:1b',
  stream: false,
  messages: [{ role: 'user', content: 'hi' }],
};

/** The status of an answer of which nothing else is read. */
export const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status;

/** A gateway with one Ollama, and clocks that only the test moves. */
export class LimitsWorld {
  wallMs = START;
  monotonicMs = 1_000_000;
  gateway!: TestGateway;
  fake!: FakeLlm;

  get clocks() {
    return { wallMs: () => this.wallMs, monotonicMs: () => this.monotonicMs };
  }

  async start(dataDir?: string): Promise<void> {
    this.fake ??= await startFakeLlm();
    this.gateway = await startGateway({ ...this.clocks, ...(dataDir && { dataDir }) });
  }

  /** What an owner sets up first. */
  async setUp(): Promise<void> {
    const targets = [{ url: this.fake.url }];
    await this.gateway.api.settings.update({ timeZone: 'UTC' });
    await this.gateway.api.services.create({ name: 'ollama', kind: 'ollama', targets });
  }

  async stop(): Promise<void> {
    this.fake.release();
    await this.gateway.stop();
    await this.fake.stop();
  }

  addKey(fields: object = {}) {
    return this.gateway.api.keys.create({ name: 'phone', services: '*', ...FAST, ...fields });
  }

  ask(path: string, secret: string, body: unknown = chat): Promise<Response> {
    return fetch(`${this.gateway.publicUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  look(path: string, secret: string): Promise<Response> {
    const headers = { authorization: `Bearer ${secret}` };
    return fetch(`${this.gateway.publicUrl}${path}`, { headers });
  }

  /** Asks for a WebSocket; resolves with the status of the refusal. */
  upgrade(path: string, secret: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const asked = request(`${this.gateway.publicUrl}${path}`, {
        headers: {
          authorization: `Bearer ${secret}`,
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
        agent: false,
      });
      asked.once('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once('error', reject);
      asked.end();
    });
  }

  /** One limit of a key as the window shows it. */
  async stateOf(id: string, measure: string, period: string) {
    const { states } = await this.gateway.api.keys.allowance({ id });
    return states.find((one) => one.measure === measure && one.period === period);
  }
}
