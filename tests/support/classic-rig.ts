import type { ServiceKind } from '#shared/contract/operations/services';
import { startFakeService, type FakeAnswers, type FakeService } from './fake-services/fake-service';
import { startGateway, type TestGateway } from './start-gateway';

/** A whole gateway with one key for everything, and programs behind it as they are needed. */
export interface ClassicRig {
  readonly gateway: TestGateway;
  /** The key that calls are made with. */
  secret: string;
  add(kind: ServiceKind, answers: FakeAnswers, more?: object): Promise<FakeService>;
  ask(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: object): Promise<Response>;
  /** Sends a form with a sound of 50 kB in this field, last. */
  upload(path: string, field: string, fields?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export async function startClassicRig(): Promise<ClassicRig> {
  const gateway = await startGateway();
  const fakes: FakeService[] = [];
  const fields = { name: 'phone', services: '*', rate_limit_requests: 1000 } as const;
  const rig: ClassicRig = {
    gateway,
    secret: (await gateway.api.keys.create(fields)).secret,
    async add(kind, answers, more = {}) {
      const fake = await startFakeService(answers);
      fakes.push(fake);
      const name = `${kind} ${String.fromCharCode(64 + fakes.length)}`;
      await gateway.api.services.create({ name, kind, targets: [{ url: fake.url }], ...more });
      return fake;
    },
    ask: (path, init = {}) =>
      fetch(`${gateway.publicUrl}${path}`, {
        ...init,
        headers: { 'x-api-key': rig.secret, ...init.headers },
      }),
    post: (path, body) =>
      rig.ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    upload(path, field, more = {}) {
      const form = new FormData();
      for (const [name, value] of Object.entries(more)) form.set(name, value);
      form.set(field, new Blob([Buffer.alloc(50_000, 7)], { type: 'audio/wav' }), 'say.wav');
      return rig.ask(path, { method: 'POST', body: form });
    },
    async stop() {
      await gateway.stop();
      await Promise.all(fakes.map((fake) => fake.stop()));
    },
  };
  return rig;
}
