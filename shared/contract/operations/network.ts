import * as z from 'zod';

export const InterfaceKind = z.enum(['loopback', 'lan', 'tailscale', 'virtual', 'public']);

export const ListenerState = z.enum(['off', 'listening', 'port_taken', 'address_gone', 'failed']);

export const NetworkInterface = z.object({
  /** Stable over address changes: the interface's name and address family, such as `eth0/ipv4`. */
  id: z.string(),
  name: z.string(),
  kind: InterfaceKind,
  address: z.string(),
  enabled: z.boolean(),
  state: ListenerState,
  /** Where devices find the gateway on this interface, such as `http://192.168.1.20:5539`; null while it does not listen. */
  url: z.string().nullable(),
  /** The same over TLS; null while HTTPS is off or does not work here. */
  httpsUrl: z.string().nullable(),
  /** What is wrong, in one plain sentence (which program has the port, that the address went away). */
  problem: z.string().nullable(),
  /** The program that has the port, where the system says so; only with `port_taken`. */
  portOwner: z.string().optional(),
});
export type NetworkInterface = z.infer<typeof NetworkInterface>;

/** What HTTPS shows to devices. */
export const Certificate = z.object({
  /** Of the authority that a device is asked to trust: SHA-256, pairs of hex digits with colons. */
  fingerprintSha256: z.string(),
  /** When the certificate in use ends, by its `source`; it is renewed a month before. */
  notAfter: z.iso.datetime(),
  /** Names and addresses that it is good for; by all others the own certificate is shown. */
  names: z.array(z.string()),
  /** `tailscale`: by the tailnet name no device needs to trust anything new. */
  source: z.enum(['own', 'tailscale']),
  /** The authority's certificate; never a key. */
  caPem: z.string(),
});
export type Certificate = z.infer<typeof Certificate>;

/** What keeps HTTPS from working. */
export const HttpsTrouble = z.object({
  code: z.enum(['certificate_failed', 'port_taken', 'listen_failed']),
  /** The port that is taken, and the program that has it where the system says so. */
  port: z.int().optional(),
  program: z.string().optional(),
  /** What the system said, as it said it. */
  detail: z.string().optional(),
});
export type HttpsTrouble = z.infer<typeof HttpsTrouble>;

const Https = z.object({
  /** Null while HTTPS is off, or when it does not work. */
  certificate: Certificate.nullable(),
  /** What is wrong, in one plain sentence in English. */
  problem: z.string().nullable(),
  /** The same to be said in any language; only with a problem. */
  trouble: HttpsTrouble.optional(),
});

const one = z.object({ id: z.string().min(1).max(120) });
const state = z.object({ interfaces: z.array(NetworkInterface) });

export const network = {
  interfaces: {
    kind: 'query',
    summary: 'The addresses of this computer and whether the gateway listens on each',
    input: z.object({}),
    output: state,
  },
  enable: {
    kind: 'command',
    summary: 'Let devices connect through this interface',
    input: one,
    output: state,
  },
  disable: {
    kind: 'command',
    summary: 'Stop listening on this interface; open calls are cut',
    input: one,
    output: state,
  },
  certificate: {
    kind: 'query',
    summary:
      'The certificate that HTTPS shows, and the authority that devices can be told to trust',
    input: z.object({}),
    output: Https,
  },
  renewCertificate: {
    kind: 'command',
    summary:
      'Make a new certificate for HTTPS; with newAuthority also a new authority, which may vouch for every host name there is now and which each device has to be told to trust again',
    input: z.object({ newAuthority: z.boolean().optional() }),
    output: Https,
  },
  probe: {
    kind: 'query',
    summary: 'Prove that a listening address answers, by a connection from another socket',
    input: one,
    output: z.object({ reachable: z.boolean(), message: z.string() }),
  },
} as const;
