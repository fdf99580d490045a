/**
 * Who is on the other end. Only the socket is believed: a header such as `X-Forwarded-For` is written by the caller,
 * and limits or bans by it would hit whom the caller chooses.
 */
interface ClientAddress {
  /** IPv4 in dotted form even when it came in as `::ffff:1.2.3.4`; IPv6 without zone; `unknown` when the socket is gone. */
  readonly ip: string;
  readonly isLoopback: boolean;
}

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** One spelling per address, so that the same device is counted once. */
function normaliseAddress(address: string): string {
  const mapped = MAPPED_IPV4.exec(address);
  if (mapped) return mapped[1] ?? address;
  const zone = address.indexOf('%');
  return (zone < 0 ? address : address.slice(0, zone)).toLowerCase();
}

/** True for addresses that only this computer itself can have. */
export const isLoopbackAddress = (ip: string): boolean => ip === '::1' || /^127\./.test(ip);

/** The address of the caller, from the socket alone. */
export function clientAddress(socket: {
  readonly remoteAddress?: string | undefined;
}): ClientAddress {
  const ip = normaliseAddress(socket.remoteAddress ?? 'unknown');
  return { ip, isLoopback: isLoopbackAddress(ip) };
}
