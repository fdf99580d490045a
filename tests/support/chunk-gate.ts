import type { ServerResponse } from 'node:http';

/** Lets the chunks of streams pass freely until `hold`, then one per permission in the order they came. */
export function createChunkGate() {
  let permits = Infinity;
  const waiting: (() => void)[] = [];
  const wake = () => {
    while (permits > 0 && waiting.length > 0) {
      permits -= 1;
      waiting.shift()?.();
    }
  };
  return {
    hold: () => void (permits = 0),
    release(chunks = Infinity) {
      permits += chunks;
      wake();
    },
    /** Resolves when it is this stream's turn, or its client is gone. */
    pass(response: ServerResponse): Promise<void> {
      return new Promise((resolve) => {
        const go = () => {
          response.off('close', leave);
          resolve();
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(go), 1);
          resolve();
        };
        if (response.destroyed) return resolve();
        response.once('close', leave);
        waiting.push(go);
        wake();
      });
    },
  };
}
