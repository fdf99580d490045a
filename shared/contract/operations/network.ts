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
  /** What is wrong, in one plain sentence (which program has the port, that the address went away). */
  problem: z.string().nullable(),
});
export type NetworkInterface = z.infer<typeof NetworkInterface>;

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
  probe: {
    kind: 'query',
    summary: 'Prove that a listening address answers, by a connection from another socket',
    input: one,
    output: z.object({ reachable: z.boolean(), message: z.string() }),
  },
} as const;
