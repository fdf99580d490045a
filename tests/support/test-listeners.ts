import http from 'node:http';
import {
  createListenerSet,
  type ListenerSet,
  type ListenerSetOptions,
} from '../../gateway/listeners/listener-set';

type State = ReturnType<ListenerSet['snapshot']>[number];

export interface TestListeners extends ListenerSet {
  /** The ids that are switched on; change it and `refresh`, or wait for the next look. */
  readonly enabled: string[];
  /** The port that all addresses use. */
  port(): number;
  /** The interface whose id begins like this. */
  one(id: string): State | undefined;
  /** Resolves at the first change after which `isSo` holds, with the time it took; rejects after `limitMs`. */
  until(isSo: () => boolean, limitMs?: number): Promise<number>;
}

const answer = () =>
  http.createServer((request, response) => {
    if (request.url === '/stream') response.writeHead(200).write('first');
    else response.end(`here: ${request.url}`);
  });

/** A started listener set on a free port, in front of a server that tells the path back. */
export async function startTestListeners(
  options: Partial<ListenerSetOptions> & { enabled?: string[] } = {},
): Promise<TestListeners> {
  const enabled = options.enabled ?? [];
  const set = createListenerSet({
    createServer: answer,
    publicPort: 0,
    enabledInterfaces: () => enabled,
    pollMs: 50,
    ...options,
  });
  await set.start();
  return Object.assign(set, {
    enabled,
    port: () => Number(new URL(set.urls()[0] ?? '').port),
    one: (id: string) => set.snapshot().find((found) => found.id.startsWith(id)),
    until: (isSo: () => boolean, limitMs = 5000) => until(set, isSo, limitMs),
  });
}

function until(set: ListenerSet, isSo: () => boolean, limitMs: number): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      stop();
    };
    const look = () => {
      if (!isSo()) return;
      end();
      resolve(performance.now() - startedMs);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`not within ${limitMs} ms: ${JSON.stringify(set.snapshot())}`));
    }, limitMs);
    const stop = set.onChange(look);
    look();
  });
}
