import { json, plain, startFakeService, type FakeService } from './fake-services/fake-service';
import type { PanelGateway } from './panel';

/** Text that would run, load or hide something if it were ever taken for markup. */
export const MARKUP = '<img src=x onerror=alert(1)>';

/** An AI program whose models carry names that somebody else chose. */
export const startOllamaWithMarkup = (): Promise<FakeService> =>
  startFakeService({
    routes: {
      'GET /': plain('Ollama is running'),
      'GET /api/version': json({ version: '0.12.3' }),
      'GET /api/tags': json({ models: [{ name: MARKUP, model: MARKUP }] }),
      'GET /v1/models': json({ object: 'list', data: [{ id: MARKUP, object: 'model' }] }),
    },
    other: plain('404 page not found'),
  });

const call = (url: string, key: string): Promise<number> =>
  fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [] }),
  }).then(async (answer) => {
    await answer.arrayBuffer();
    return answer.status;
  });

/** A key with this name that asks far more often than it may: twenty refusals make an alert. */
export async function runIntoLimit(gateway: PanelGateway, name: string): Promise<void> {
  const { secret } = await gateway.api.keys.create({
    name,
    services: '*',
    rate_limit_requests: 1,
    rate_limit_window_seconds: 3600,
  });
  for (let tries = 0; tries < 23; tries++) await call(gateway.publicUrl, secret);
}

/** A key that makes more calls than the owner finds usual: the alert suggests to pause it. */
export async function callFarTooOften(gateway: PanelGateway, name: string): Promise<void> {
  const { settings } = await gateway.api.settings.get({});
  const alerts = { ...settings.alerts, volumeFactor: 1.5, volumeFloorPerHour: 5 };
  await gateway.api.settings.update({ alerts });
  const { secret } = await gateway.api.keys.create({
    name,
    services: '*',
    rate_limit_requests: 1000,
  });
  for (let calls = 0; calls < 12; calls++) await call(gateway.publicUrl, secret);
}

/** Somebody on this computer tries one key after another. */
export async function guessKeys(gateway: PanelGateway): Promise<void> {
  const { settings } = await gateway.api.settings.get({});
  const alerts = { ...settings.alerts, failedAttempts: 3, guessedKeys: 3 };
  await gateway.api.settings.update({ alerts });
  for (let tries = 0; tries < 6; tries++)
    await call(gateway.publicUrl, `g${tries}_${'abcdef'.repeat(6)}`);
}

/** A short key from an older gateway. */
export const importWeakKey = (gateway: PanelGateway, text: string) =>
  gateway.api.import.run({ content: text, format: 'list' });
