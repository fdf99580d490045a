import { X509Certificate } from 'node:crypto';
import ip from 'ipaddr.js';
import type { HttpsTrouble } from '#shared/contract/operations/network';
import type { CertificateFiles } from './certificate-files';
import { messageOf, toProblem } from './https-trouble';
import type { CertificatePair } from './make-certificates';
import { isPermitted, toDnsName, toPermittedNames } from './permitted-names';

/** A certificate of the tailnet, shown to whoever asks by its name. */
export interface TailnetCertificate extends CertificatePair {
  readonly name: string;
}

/** What the HTTPS listeners show; a new object whenever anything of it is new. */
export interface ServedCertificate {
  readonly own: CertificatePair;
  readonly names: readonly string[];
  readonly caPem: string;
  readonly tailnet: TailnetCertificate | undefined;
}

export interface CertificateKeeper {
  readonly current: ServedCertificate | undefined;
  /** What keeps HTTPS from working, in one plain sentence; null while nothing does. */
  readonly problem: string | null;
  /** The same by its code. */
  readonly trouble: HttpsTrouble | undefined;
  /** Makes or renews what these names need; cheap when nothing is to be done. Never rejects. */
  keep(names: readonly string[], tailnet?: TailnetCertificate): Promise<void>;
  /** Has the next `keep` make a new certificate although the old one is good, and a new authority if asked to. */
  renewNext(newAuthority: boolean): void;
}

interface CertificateKeeperOptions {
  readonly files: CertificateFiles;
  readonly nowMs: () => number;
  /** Shown in the list of certificates on a phone. */
  readonly label: string;
  /** Names, besides those of every home, that a new authority may vouch for. */
  readonly ownNames: () => readonly string[];
}

const RENEW_BEFORE_MS = 30 * 86_400_000;
const RETRY_MS = 30_000;

/** Already valid, and not within 30 days of its end: also false when the clock jumped. */
const isCurrent = (one: X509Certificate, nowMs: number): boolean =>
  one.validFromDate.getTime() <= nowMs && nowMs < one.validToDate.getTime() - RENEW_BEFORE_MS;

const isOwnCa = (one: X509Certificate): boolean =>
  one.ca && /^CN=Latchkey /m.test(one.subject) && one.verify(one.publicKey);

/** A certificate may know more names: an address that went away often comes back. */
const covers = (one: X509Certificate, names: readonly string[]): boolean =>
  names.every((name) => (ip.isValid(name) ? one.checkIP(name) : one.checkHost(name)));

const toNames = (names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => (ip.isValid(name) ? name : (toDnsName(name) ?? [])))),
];

/** What the owner asked for, although nothing needs it. */
type Asked = 'certificate' | 'authority' | undefined;

interface Wish {
  readonly names: readonly string[];
  readonly tailnet: TailnetCertificate | undefined;
  readonly nowMs: number;
  readonly asked: Asked;
}

class Keeper implements CertificateKeeper {
  readonly #options: CertificateKeeperOptions;
  #ca: CertificatePair | undefined;
  #leaf: X509Certificate | undefined;
  #wanted = '';
  #triedAtMs = -Infinity;
  #asked: Asked;
  current: ServedCertificate | undefined;
  trouble: HttpsTrouble | undefined;

  constructor(options: CertificateKeeperOptions) {
    this.#options = options;
  }

  get problem(): string | null {
    return this.trouble ? toProblem(this.trouble) : null;
  }

  async keep(given: readonly string[], tailnet?: TailnetCertificate): Promise<void> {
    const nowMs = this.#options.nowMs();
    const names = toNames(given);
    const asked = this.#asked;
    this.#asked = undefined;
    if (!asked && this.#isDone(names, tailnet, nowMs)) return;
    const mayWait = !asked && this.trouble !== undefined;
    if (mayWait && Math.abs(nowMs - this.#triedAtMs) < RETRY_MS) return;
    this.#triedAtMs = nowMs;
    try {
      this.current = await this.#renew({ names, tailnet, nowMs, asked });
      this.#wanted = names.join();
      this.trouble = undefined;
    } catch (error) {
      this.trouble = { code: 'certificate_failed', detail: messageOf(error) };
    }
  }

  renewNext(newAuthority: boolean): void {
    this.#asked = newAuthority ? 'authority' : 'certificate';
  }

  #isDone(names: readonly string[], tailnet: TailnetCertificate | undefined, nowMs: number) {
    const isSame =
      this.#wanted === names.join() && this.current?.tailnet?.certPem === tailnet?.certPem;
    return isSame && this.#leaf !== undefined && isCurrent(this.#leaf, nowMs);
  }

  async #renew(wish: Wish): Promise<ServedCertificate> {
    const { names, tailnet } = wish;
    // Loaded only when needed: the library takes a tenth of a second, and most gateways start without HTTPS.
    const make = await import('./make-certificates');
    const ca = await this.#ensureCa(make, wish);
    const permitted = make.readPermittedNames(ca.certPem);
    const vouched = names.filter((name) => isPermitted(name, permitted));
    const own = await this.#ensureLeaf(make, ca, { ...wish, names: vouched });
    this.#leaf = new X509Certificate(own.certPem);
    return { own, names: vouched, caPem: ca.certPem, tailnet };
  }

  async #ensureCa(make: typeof import('./make-certificates'), { nowMs, asked }: Wish) {
    const { files, label, ownNames } = this.#options;
    const kept = this.#ca ?? (await files.read('ca', isOwnCa));
    const mayKeep = asked !== 'authority' && kept !== undefined;
    if (mayKeep && isCurrent(new X509Certificate(kept.certPem), nowMs)) return (this.#ca = kept);
    const ca = await make.makeCa({ permittedNames: toPermittedNames(ownNames()), label, nowMs });
    await files.write('ca', ca);
    return (this.#ca = ca);
  }

  async #ensureLeaf(
    make: typeof import('./make-certificates'),
    ca: CertificatePair,
    { names, nowMs, asked }: Wish,
  ): Promise<CertificatePair> {
    const { files } = this.#options;
    const issuer = new X509Certificate(ca.certPem);
    const kept = await files.read('server', (one) => one.verify(issuer.publicKey));
    if (kept && !asked) {
      const leaf = new X509Certificate(kept.certPem);
      if (isCurrent(leaf, nowMs) && covers(leaf, names)) return kept;
    }
    const leaf = await make.makeLeaf(ca, names, nowMs);
    await files.write('server', leaf);
    return leaf;
  }
}

/** A keeper that has no certificate before `keep`. */
export const createCertificateKeeper = (options: CertificateKeeperOptions): CertificateKeeper =>
  new Keeper(options);
