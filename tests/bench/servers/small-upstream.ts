// A fixed small JSON answer with as little work as Node can do: no HTTP parser, one write per packet.
import net from 'node:net';

const BODY = '{"id":"bench","object":"answer","text":"small and always the same"}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
);
const HEAD_END = Buffer.from('\r\n\r\n');

/** How many bytes of body follow this head; 'chunked' bodies are read until their end mark. */
function bodyLength(head: string): number | 'chunked' {
  const length = /\r\ncontent-length:\s*(\d+)/i.exec(head);
  if (length) return Number(length[1]);
  return /\r\ntransfer-encoding:\s*chunked/i.test(head) ? 'chunked' : 0;
}

/** The bytes of the first whole request in `bytes`, or undefined while it is not complete. */
function requestLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const start = headEnd + 4;
  // 'G': a GET has no body here, and its head need not be read.
  const length = bytes[0] === 0x47 ? 0 : bodyLength(bytes.toString('latin1', 0, headEnd));
  if (length !== 'chunked') return bytes.length < start + length ? undefined : start + length;
  const end = bytes.indexOf('0\r\n\r\n', start);
  return end < 0 ? undefined : end + 5;
}

function serve(socket: net.Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let length = requestLength(bytes); length !== undefined; length = requestLength(bytes)) {
      socket.write(ANSWER);
      bytes = bytes.subarray(length);
    }
    rest = bytes;
  });
}

const server = net.createServer(serve);
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    process.stdout.write(`ready ${address.port}\n`);
  }
});
