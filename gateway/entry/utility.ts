import { LatchkeyError, toFailure } from '#shared/contract/errors';
import type { FromGateway, ToGateway } from '#shared/contract/gateway-link';
import { serveLink, type LinkPort } from '../admin/port-link';
import { createLog, toLogLevel, type Log } from '../log';
import { startGateway, type Gateway } from '../server';
import { toStartReason } from '../storage/start-reason';

/** The four lines of Electron's utility process that are used, so that not even its types enter the gateway. */
interface ParentPort {
  once(event: 'message', listener: (message: { ports: MessagePortMain[] }) => void): void;
}
interface MessagePortMain {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
  start(): void;
}

const log: Log = createLog({
  level: toLogLevel(process.env['LOG_LEVEL'] ?? ''),
  write: (level, text) => (level === 'info' ? console.log(text) : console.error(text)),
});

type StartOptions = Extract<ToGateway, { type: 'start' }>['options'];

const start = (options: StartOptions, post: (message: FromGateway) => void): Promise<Gateway> =>
  startGateway({
    ...options,
    host: 'desktop',
    keepSecret: (secret) => post({ type: 'keepSecret', secret }),
    log,
  });

function fail(error: unknown, post: (message: FromGateway) => void): void {
  if (!(error instanceof LatchkeyError)) log.error('the gateway cannot start', error);
  const { code, message } = toFailure(error);
  post({ type: 'failed', code, message, reason: toStartReason(error) });
  // The message must be on its way before the process ends.
  setTimeout(() => process.exit(1), 100);
}

function serve(port: MessagePortMain): void {
  const link: LinkPort = {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
  };
  serveLink(link, {
    start,
    fail,
    stopped: () => setTimeout(() => process.exit(0), 50),
  });
  port.start();
}

// Everything written from now on is for this user alone.
process.umask(0o077);
process.on('unhandledRejection', (cause) => log.error('a promise was left unhandled', cause));

const { parentPort } = process as unknown as { parentPort: ParentPort };
parentPort.once('message', ({ ports: [port] }) => {
  if (port) serve(port);
});
