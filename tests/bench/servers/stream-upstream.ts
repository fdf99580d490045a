// Server-sent events that carry the moment they were sent, and bodies of any size.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';

const BLOCK = Buffer.alloc(256 * 1024, 'latchkey ');

/** `/sse?chunks=N&everyMs=M`: N events, each with the sender's monotonic clock, which processes of one machine share. */
function sendEvents(res: ServerResponse, query: URLSearchParams): void {
  let left = Number(query.get('chunks') ?? 100);
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = () => {
    res.write(`data: ${process.hrtime.bigint()}\n\n`);
    if (--left > 0) return;
    clearInterval(timer);
    res.end();
  };
  const timer = setInterval(send, Number(query.get('everyMs') ?? 20));
  res.on('close', () => clearInterval(timer));
  send();
}

/** `/big?bytes=N`: N bytes as fast as the reader takes them. */
function sendBytes(res: ServerResponse, query: URLSearchParams): void {
  let left = Number(query.get('bytes') ?? 0);
  res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': left });
  const send = () => {
    while (left > 0) {
      const block = left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK;
      left -= block.length;
      if (!res.write(block)) return;
    }
    res.end();
  };
  res.on('drain', send);
  send();
}

const server = http.createServer((req: IncomingMessage, res: ServerResponse) => {
  req.resume();
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://upstream');
  if (pathname.endsWith('/sse')) sendEvents(res, searchParams);
  else if (pathname.endsWith('/big')) sendBytes(res, searchParams);
  else res.end('ready');
});
// A proxy that keeps an idle connection must not lose it between two rounds.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    process.stdout.write(`ready ${address.port}\n`);
  }
});
