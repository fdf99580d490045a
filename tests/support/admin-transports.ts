import { MessageChannel } from 'node:worker_threads';
import type { Reply, Transport } from '#shared/contract/define';
import type { FromGateway } from '#shared/contract/gateway-link';
import type { AdminServerDeps } from '../../gateway/admin/admin-server';
import { serveLink } from '../../gateway/admin/port-link';
import type { EventHub } from '../../gateway/events';

/** Asks as a script with the admin secret does. */
export const createHttpTransport =
  (url: string, secret: string): Transport =>
  async (name, input) => {
    const answer = await fetch(`${url}/admin/v1/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as Reply;
  };

type Dispatch = AdminServerDeps['dispatch'];

/** Asks as the desktop shell does, over a message port of this process. */
export async function createPortTransport(dispatch: Dispatch, events: EventHub, dataDir: string) {
  const { port1, port2 } = new MessageChannel();
  const said: FromGateway[] = [];
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  const addresses = () => ({ publicUrls: ['http://127.0.0.1:5539'], adminUrl: null });
  serveLink(
    {
      postMessage: (message) => port1.postMessage(message),
      onMessage: (listener) => void port1.on('message', listener),
    },
    {
      start: async () => ({ addresses, dispatch, events, stop: async () => {} }),
      fail: (error) => said.push({ type: 'failed', code: 'INTERNAL', message: String(error) }),
      stopped: () => {},
    },
  );
  const isReady = new Promise<void>((resolve) => {
    port2.on('message', (message: FromGateway) => {
      said.push(message);
      if (message.type === 'ready') resolve();
      if (message.type === 'reply') waiting.get(message.id)?.(message.reply);
    });
  });
  port2.postMessage({ type: 'start', options: { dataDir, version: '0', keychain: 'absent' } });
  await isReady;
  const send: Transport = (name, input) => {
    const id = ++lastId;
    port2.postMessage({ type: 'call', id, name, input });
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return {
    send,
    said,
    post: (message: unknown) => port2.postMessage(message),
    close: () => port1.close(),
  };
}
