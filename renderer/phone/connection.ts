/** Who can read along: nobody, nobody outside of the tailnet, or everybody in the same network. */
export type Connection = 'encrypted' | 'tailnet' | 'plain';

/** 100.64.0.0/10 and fd7a:115c:a1e0::/48 are the addresses of a tailnet, .ts.net its names. */
const isTailnet = (hostname: string): boolean => {
  if (hostname.endsWith('.ts.net') || hostname.startsWith('[fd7a:115c:a1e0:')) return true;
  const second = /^100\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(hostname)?.[1];
  return second !== undefined && Number(second) >= 64 && Number(second) <= 127;
};

/** How well the way between the page and the gateway is guarded, as far as its address tells. */
export function toConnection({
  protocol,
  hostname,
}: Pick<Location, 'protocol' | 'hostname'>): Connection {
  if (protocol === 'https:') return 'encrypted';
  return isTailnet(hostname) ? 'tailnet' : 'plain';
}
