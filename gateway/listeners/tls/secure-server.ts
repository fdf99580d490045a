import { constants } from 'node:crypto';
import type { Server } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import {
  createSecureContext,
  createServer,
  type SecureContextOptions,
  type Server as TlsServer,
} from 'node:tls';
import { clientAddress } from '../../edge/client-address';
import type { ConnectionTable } from '../../edge/connection-table';
import type { ServedCertificate } from './certificate-keeper';
import { serveHttp2 } from './http2-streams';

/**
 * Threat: before the handshake is over nobody has said anything yet, and still each connection costs a signature. So
 * connections are counted when they come in, a handshake has an end, and nothing that a stranger sends can throw.
 */
export interface SecureServer extends TlsServer {
  /** From the next handshake on. */
  show(certificate: ServedCertificate): void;
  closeIdleConnections(): void;
}

interface SecureServerDeps {
  /** Answers what comes out of the handshake; it never listens itself and counts no connections. */
  readonly createInner: () => Server;
  readonly connections: ConnectionTable;
  readonly maxConnections: number;
  readonly certificate: ServedCertificate;
}

const HANDSHAKE_MS = 10_000;

/** Only ciphers that also protect what they hide, with keys that are gone after the connection. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const toContext = (
  pair: { certPem: string; keyPem: string },
  caPem = '',
): SecureContextOptions => ({
  cert: pair.certPem + caPem,
  key: pair.keyPem,
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS,
  honorCipherOrder: true,
  // A ticket holds the session under a key that outlives it.
  secureOptions:
    constants.SSL_OP_NO_RENEGOTIATION |
    constants.SSL_OP_NO_TICKET |
    constants.SSL_OP_NO_COMPRESSION,
});

/** Counts what comes in before the handshake. */
function countConnections(server: TlsServer, connections: ConnectionTable): void {
  server.on('connection', (socket: Socket) => {
    const { ip } = clientAddress(socket);
    socket.on('error', () => socket.destroy());
    if (!connections.admit(ip)) {
      socket.destroy();
      return;
    }
    socket.once('close', () => connections.release(ip));
  });
}

/** Hands what comes out of the handshake to a server for each protocol. */
function serveInside(server: TlsServer, createInner: () => Server) {
  let inner: Server | undefined;
  const sessions = new Set<ServerHttp2Session>();
  server.once('listening', () => {
    inner = createInner();
    // It never listens itself, and that is when it would begin to watch how long its connections take.
    inner.emit('listening');
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    if (!inner) return void socket.destroy();
    if (socket.alpnProtocol !== 'h2') {
      inner.emit('connection', socket);
      return;
    }
    const session = serveHttp2(inner, socket);
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('close', () => inner?.close());
  return {
    closeIdleConnections() {
      inner?.closeIdleConnections();
      // Says that no further stream is taken; those that are open end by themselves.
      for (const session of sessions) session.close();
    },
  };
}

/** A server that speaks HTTP/2 and HTTP/1.1 over TLS 1.2 or later. It is not listening yet. */
export function createSecureServer(deps: SecureServerDeps): SecureServer {
  const server = createServer({
    ...toContext(deps.certificate.own, deps.certificate.caPem),
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: HANDSHAKE_MS,
  });
  const showTailnet = ({ tailnet }: ServedCertificate) => {
    if (tailnet) server.addContext(tailnet.name, createSecureContext(toContext(tailnet)));
  };
  showTailnet(deps.certificate);
  server.maxConnections = deps.maxConnections;
  countConnections(server, deps.connections);
  return Object.assign(server, {
    ...serveInside(server, deps.createInner),
    show(certificate: ServedCertificate) {
      server.setSecureContext(toContext(certificate.own, certificate.caPem));
      showTailnet(certificate);
    },
  });
}
