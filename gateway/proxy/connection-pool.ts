import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { UpstreamConnection, type ConnectionUser } from './upstream-connection';

const SWEEP_MS = 1000;
const MAX_IDLE_PER_ORIGIN = 256;
/** A request that must not be sent twice only takes a connection that was in use a moment ago. */
const UNSAFE_MAX_IDLE_MS = 1000;

/** Connections to services, kept open for a few seconds after use, last used first. */
export class ConnectionPool {
  readonly #idle = new Map<string, UpstreamConnection[]>();
  readonly #all = new Set<UpstreamConnection>();
  readonly #sessions = new Map<string, Buffer>();
  readonly #sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();

  get size(): number {
    return this.#all.size;
  }

  /** An idle connection for this user, or undefined. A request that must not be repeated gets only a young one. */
  take(origin: string, user: ConnectionUser, mayRepeat: boolean): UpstreamConnection | undefined {
    const idle = this.#idle.get(origin);
    if (!idle || idle.length === 0) return undefined;
    const nowMs = performance.now();
    const youngest = idle[idle.length - 1];
    if (!youngest?.isFresh(nowMs, mayRepeat ? Infinity : UNSAFE_MAX_IDLE_MS)) return undefined;
    idle.pop();
    youngest.reuse(user);
    return youngest;
  }

  /** Opens a new connection; the user hears when it stands or fails. */
  open(target: URL, user: ConnectionUser, lookup: LookupFunction | undefined): UpstreamConnection {
    const isSecure = target.protocol === 'https:';
    const onBytes = (chunk: Buffer) => connection.read(chunk);
    const socket = isSecure
      ? this.#openTls(target, lookup).on('data', onBytes)
      : openTcp(target, lookup, onBytes);
    const connection: UpstreamConnection = new UpstreamConnection(socket, isSecure, user, (free) =>
      this.#keep(target.origin, free),
    );
    this.#all.add(connection);
    socket.once('close', () => this.#drop(target.origin, connection));
    return connection;
  }

  close(): void {
    clearInterval(this.#sweeper);
    for (const connection of [...this.#all]) connection.destroy();
  }

  #openTls(target: URL, lookup: LookupFunction | undefined): Socket {
    const { host, port } = placeOf(target, 443);
    const session = this.#sessions.get(target.origin);
    const socket = connectTls({
      host,
      port,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 && { servername: host }),
      ...(session && { session }),
      ...(lookup && { lookup }),
    });
    return socket.on('session', (next: Buffer) => this.#sessions.set(target.origin, next));
  }

  #keep(origin: string, connection: UpstreamConnection): void {
    let idle = this.#idle.get(origin);
    if (!idle) this.#idle.set(origin, (idle = []));
    connection.idleSinceMs = performance.now();
    if (idle.length >= MAX_IDLE_PER_ORIGIN) connection.destroy();
    else idle.push(connection);
  }

  #drop(origin: string, connection: UpstreamConnection): void {
    this.#all.delete(connection);
    const idle = this.#idle.get(origin);
    const at = idle?.indexOf(connection) ?? -1;
    if (at >= 0) idle?.splice(at, 1);
    if (idle?.length === 0) this.#idle.delete(origin);
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const idle of this.#idle.values()) {
      for (const connection of [...idle]) {
        if (!connection.isFresh(nowMs, Infinity)) connection.destroy();
      }
    }
  }
}

const placeOf = (target: URL, defaultPort: number) => ({
  host: target.hostname.replace(/^\[|\]$/g, ''),
  port: target.port === '' ? defaultPort : Number(target.port),
});

/** Node makes a block of this size for every read; one that all connections share costs a copy of what did come. */
const incoming = Buffer.allocUnsafeSlow(65_536);

const openTcp = (
  target: URL,
  lookup: LookupFunction | undefined,
  onBytes: (chunk: Buffer) => void,
): Socket =>
  connectTcp({
    ...placeOf(target, 80),
    ...(lookup && { lookup }),
    onread: {
      buffer: incoming,
      callback: (bytes) => {
        onBytes(Buffer.from(incoming.subarray(0, bytes)));
        return true;
      },
    },
  });
