import { expect, test } from 'vitest';
import type { Reply } from '#shared/contract/define';
import { GatewayWatch } from '../../main/supervisor/gateway-watch';

test('a call that begins while the state is read anew is seen', async () => {
  const live = { state: 'running' as const, liveCalls: 0, waiting: 0 };
  let meanwhile = () => {};
  const answers: Readonly<Record<string, () => unknown>> = {
    'status.get': () => ({ ...live, publicUrls: [] }),
    'settings.get': () => {
      meanwhile();
      return { settings: { language: 'auto', pausedUntil: null } };
    },
    'status.live': () => ({ calls: [], total: live.liveCalls, waiting: [] }),
  };
  // As over a port: what is said first arrives first.
  const send = async (name: string): Promise<Reply> => ({ ok: true, value: answers[name]?.() });
  const watch = new GatewayWatch({ send, onChange: () => {}, onLanguage: () => {} });
  await watch.refresh();
  expect(watch.view?.liveCalls).toBe(0);
  meanwhile = () => {
    live.liveCalls = 1;
    watch.hear({ name: 'live', payload: { ...live } });
  };
  await watch.refresh();
  expect(watch.view?.liveCalls).toBe(1);
  watch.clear();
});
