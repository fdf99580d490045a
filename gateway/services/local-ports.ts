import ip from 'ipaddr.js';

/** A TCP port of this computer that some program listens on. */
export interface Listening {
  readonly address: string;
  readonly port: number;
}

/** Lists them; empty where the system does not say. */
export type ReadListening = () => Promise<readonly Listening[]>;

/** True for an address that only programs of this computer reach. */
export const isLoopback = (address: string): boolean =>
  ip.isValid(address) && ip.process(address).range() === 'loopback';

/** True for a listener that a program of this computer reaches at its loopback address. */
export const isAtLoopback = (address: string): boolean =>
  isLoopback(address) || address === '0.0.0.0' || address === '::';
