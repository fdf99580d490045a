import { createServer } from 'node:http';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { createConnectionTable } from '../../gateway/edge/connection-table';
import { defaultEdgeCaps } from '../../gateway/edge/edge-caps';
import type { FoundInterface } from '../../gateway/listeners/interfaces';
import { createTls } from '../../gateway/listeners/tls/create-tls';
import { createSecureServer } from '../../gateway/listeners/tls/secure-server';
import { startTestListeners, type TestListeners } from './test-listeners';

export const LOOPBACK: FoundInterface = {
  id: 'lo/ipv4',
  name: 'lo',
  kind: 'loopback',
  address: '127.0.0.1',
};

/** Started listeners with HTTPS on, on a computer whose addresses are the given ones. */
export interface TlsListeners {
  readonly set: TestListeners;
  readonly tls: ReturnType<typeof createTls>;
  tlsPort(): number;
}

/** `found` is read at every look. */
export async function startTlsListeners(
  dataDir: string,
  found: () => readonly FoundInterface[],
  nowMs: () => number = Date.now,
): Promise<TlsListeners> {
  const tls = createTls({
    dataDir,
    settings: () => ({ httpsEnabled: true, tlsPort: 5543, allowedHosts: [] }),
    tlsPort: 0,
    nowMs,
    hostname: 'pc',
    createServer: (certificate) =>
      createSecureServer({
        createInner: () => createServer((_req, res) => void res.end('here')),
        connections: createConnectionTable(defaultEdgeCaps),
        maxConnections: 100,
        certificate,
      }),
  });
  const set = await startTestListeners({ readInterfaces: found, secure: tls.secure, pollMs: 20 });
  const tlsPort = () => Number(new URL(set.one('lo')?.httpsUrl ?? '').port);
  return { set, tls, tlsPort };
}

/** A handshake that is over; rejects when it fails. The certificate is not judged. */
export function shakeHands(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}
