import { isIPv6 } from 'node:net';

/**
 * The Host header. Whatever is taken for the host decides which origin a browser page has and which names are let in,
 * so a second Host, a user, a path or a fragment hidden in it (`localhost/#@evil`) must never get past this file.
 */
export interface HostParts {
  /** As sent: name and port. */
  readonly host: string;
  /** Lower case, without port and without the brackets of an IPv6 address: what an allow-list is asked about. */
  readonly hostname: string;
}

const MAX_LENGTH = 255;
const NAME = /^([A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;
const BRACKETED = /^\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?$/;

const isPort = (text: string | undefined) => text === undefined || Number(text) <= 65_535;

/** The one host that was sent, or undefined when there is none, more than one, or anything else than `name[:port]`. */
export function readHost(values: readonly string[]): HostParts | undefined {
  const [host] = values;
  if (values.length !== 1 || host === undefined || host.length > MAX_LENGTH) return undefined;
  const name = NAME.exec(host);
  if (name) {
    const [, hostname = '', port] = name;
    return isPort(port) ? { host, hostname: hostname.toLowerCase() } : undefined;
  }
  const [, address = '', port] = BRACKETED.exec(host) ?? [];
  return isIPv6(address) && isPort(port) ? { host, hostname: address.toLowerCase() } : undefined;
}
