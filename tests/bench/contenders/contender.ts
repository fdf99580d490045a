import type { ChildProcess } from 'node:child_process';
import net from 'node:net';
import { lastWords } from '../child-process.ts';
import type { ContenderName } from '../options.ts';

/** Where the two upstreams answer, as `http://127.0.0.1:port`. */
export interface Upstreams {
  readonly small: string;
  readonly stream: string;
}

/** One way to the upstreams; direct has no process of its own. */
export interface Contender {
  readonly name: ContenderName;
  readonly child: ChildProcess | undefined;
  /** Base addresses, without a slash at the end. */
  readonly small: string;
  readonly stream: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StartContext {
  readonly upstreams: Upstreams;
  /** An empty folder that is removed at the end. */
  readonly folder: string;
}

/** A free port, for programs that cannot pick one and say which. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves with the body once the address answers 200; rejects after ten seconds with the last thing seen. */
export async function awaitAnswer(
  url: string,
  child: ChildProcess | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const seen = await fetch(url, { headers }).then(
      async (answer) => ({ status: answer.status, text: await answer.text() }),
      (error: unknown) => ({ status: 0, text: String(error) }),
    );
    if (seen.status === 200) return seen.text;
    if (child && child.exitCode !== null) throw new Error(`it ended: ${lastWords(child)}`);
    if (performance.now() > deadline) {
      throw new Error(`${url} answers ${seen.status}: ${seen.text.slice(0, 300)}`);
    }
    await pause(50);
  }
}
