import { X509Certificate } from 'node:crypto';
import type { HttpsTrouble } from '#shared/contract/operations/network';
import type { After } from './address-listener';
import type { ListenResult } from './listen';
import { createListenerTable, type ListenerTable } from './listener-table';
import type { CertificateAnswer } from './network-control';
import type { CertificateKeeper, ServedCertificate } from './tls/certificate-keeper';
import { messageOf, toProblem } from './tls/https-trouble';
import type { SecureServer } from './tls/secure-server';
import type { Tailnet } from './tls/tailscale-cert';

/** HTTPS beside HTTP: on the same addresses, on a port of its own, and never in HTTP's way. */
export interface SecureListeners {
  /** Opens, closes and renews so that HTTPS is where it is to be. Never rejects. */
  keepOpen(open: readonly string[], own: readonly string[]): Promise<void>;
  resultOf(address: string): ListenResult | undefined;
  certificate(): CertificateAnswer;
  /** Has the next `keepOpen` make a new certificate, or a new authority as well. */
  renew(newAuthority: boolean): void;
  closeAll(graceMs: number): Promise<void>;
}

/** Is given the timers and the bell of the set that it belongs to. */
export type OpenSecureListeners = (after: After, onChange: () => void) => SecureListeners;

/** For a set without HTTPS. */
export const noSecureListeners: OpenSecureListeners = () => ({
  keepOpen: () => Promise.resolve(),
  resultOf: () => undefined,
  certificate: () => ({ certificate: null, problem: null }),
  renew: () => {},
  closeAll: () => Promise.resolve(),
});

export interface SecureListenersOptions {
  readonly isEnabled: () => boolean;
  readonly port: () => number;
  readonly createServer: (certificate: ServedCertificate) => SecureServer;
  readonly keeper: CertificateKeeper;
  readonly tailnet: Tailnet;
  /** Every name this computer has, besides its addresses. */
  readonly names: () => readonly string[];
}

const dnsNames = ({ subjectAltName = '' }: X509Certificate): string[] =>
  subjectAltName.split(', ').flatMap((one) => (one.startsWith('DNS:') ? [one.slice(4)] : []));

function toAnswer(served: ServedCertificate): CertificateAnswer['certificate'] {
  const { own, caPem, tailnet } = served;
  const shown = new X509Certificate((tailnet ?? own).certPem);
  return {
    fingerprintSha256: new X509Certificate(caPem).fingerprint256,
    notAfter: shown.validToDate.toISOString(),
    names: tailnet ? dnsNames(shown) : [...served.names],
    source: tailnet ? 'tailscale' : 'own',
    caPem,
  };
}

class Secure implements SecureListeners {
  readonly #options: SecureListenersOptions;
  readonly #after: After;
  readonly #onChange: () => void;
  readonly #servers = new Set<SecureServer>();
  #table: ListenerTable | undefined;
  #port: number | undefined;
  #shown: ServedCertificate | undefined;
  #failure: HttpsTrouble | undefined;

  constructor(options: SecureListenersOptions, after: After, onChange: () => void) {
    this.#options = options;
    this.#after = after;
    this.#onChange = onChange;
  }

  async keepOpen(open: readonly string[], own: readonly string[]): Promise<void> {
    const { isEnabled, keeper, tailnet, names, port } = this.#options;
    tailnet.look(own, isEnabled());
    if (!isEnabled()) return this.closeAll(0);
    try {
      await keeper.keep([...own, ...names()], tailnet.certificate);
      if (!keeper.current) return await this.closeAll(0);
      this.#show(keeper.current);
      if (this.#port !== port()) await this.closeAll(0);
      this.#port = port();
      this.#table ??= this.#createTable(this.#port);
      await this.#table.keepOpen(open);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = { code: 'listen_failed', detail: messageOf(error) };
    }
  }

  resultOf(address: string): ListenResult | undefined {
    return this.#table?.resultOf(address);
  }

  readonly certificate = (): CertificateAnswer => {
    const { isEnabled, keeper } = this.#options;
    if (!isEnabled()) return { certificate: null, problem: null };
    const certificate = keeper.current ? toAnswer(keeper.current) : null;
    const trouble = keeper.trouble ?? this.#failure ?? this.#portTrouble();
    return { certificate, problem: trouble ? toProblem(trouble) : null, trouble };
  };

  renew(newAuthority: boolean): void {
    this.#options.keeper.renewNext(newAuthority);
  }

  async closeAll(graceMs: number): Promise<void> {
    const table = this.#table;
    this.#table = undefined;
    await table?.closeAll(graceMs);
  }

  #portTrouble(): HttpsTrouble | undefined {
    const loopback = this.#table?.resultOf('127.0.0.1');
    if (loopback?.state !== 'port_taken') return undefined;
    const program = loopback.owner || undefined;
    return { code: 'port_taken', port: this.#port, program };
  }

  #createTable(publicPort: number): ListenerTable {
    const createServer = () => {
      const shown = this.#shown;
      if (!shown) throw new Error('there is no certificate');
      const server = this.#options.createServer(shown);
      // One that never came to listen is not kept.
      server.once('listening', () => this.#servers.add(server));
      server.once('close', () => this.#servers.delete(server));
      return server;
    };
    return createListenerTable({
      createServer,
      publicPort,
      after: this.#after,
      onChange: this.#onChange,
    });
  }

  #show(certificate: ServedCertificate): void {
    if (this.#shown === certificate) return;
    for (const server of this.#servers) server.show(certificate);
    this.#shown = certificate;
  }
}

/** HTTPS listeners; nothing is open before `keepOpen`. */
export const createSecureListeners =
  (options: SecureListenersOptions): OpenSecureListeners =>
  (after, onChange) =>
    new Secure(options, after, onChange);
