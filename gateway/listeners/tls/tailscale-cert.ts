import { execFile } from 'node:child_process';
import path from 'node:path';
import ip from 'ipaddr.js';
import * as z from 'zod';
import type { CertificateFiles } from './certificate-files';
import type { TailnetCertificate } from './certificate-keeper';
import { toDnsName } from './permitted-names';

/** What Tailscale knows of this computer: its name, and a certificate that every device believes already. */
export interface Tailnet {
  readonly name: string | undefined;
  readonly certificate: TailnetCertificate | undefined;
  /** Asks again in the background when it is time; never waits and never throws. */
  look(ownAddresses: readonly string[], wantsCertificate: boolean): void;
  /** Resolves when nothing is being asked any more. */
  settled(): Promise<void>;
}

/** Runs a program; resolves with what it printed. Rejects when it is not there, fails, or takes longer than `limitMs`. */
export type RunProgram = (
  file: string,
  args: readonly string[],
  limitMs: number,
) => Promise<string>;

const runProgram: RunProgram = (file, args, limitMs) =>
  new Promise((resolve, reject) => {
    const options = {
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: 16_777_216,
      windowsHide: true,
    } as const;
    execFile(file, [...args], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });

const STATUS_MS = 3000;
/** The first one is ordered from a public authority, and that takes a while. */
const CERTIFICATE_MS = 90_000;
const ASK_AGAIN_MS = 60_000;
const RENEW_CHECK_MS = 12 * 3_600_000;

const Status = z.object({
  Self: z.object({ DNSName: z.string() }),
  CertDomains: z.array(z.string()).nullish(),
});

const RANGES = [ip.parseCIDR('100.64.0.0/10'), ip.parseCIDR('fd7a:115c:a1e0::/48')] as const;
const isTailnet = (address: string): boolean => {
  const parsed = ip.parse(address);
  return RANGES.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
};

interface TailnetOptions {
  /** Where the certificate is kept, and read from. */
  readonly folder: string;
  readonly files: CertificateFiles;
  readonly nowMs: () => number;
  readonly run?: RunProgram | undefined;
}

class TailscaleCli implements Tailnet {
  readonly #options: TailnetOptions;
  readonly #run: RunProgram;
  #askedAtMs = -Infinity;
  #orderedAtMs = -Infinity;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  name: string | undefined;
  certificate: TailnetCertificate | undefined;

  constructor(options: TailnetOptions) {
    this.#options = options;
    this.#run = options.run ?? runProgram;
  }

  settled(): Promise<void> {
    return this.#running;
  }

  look(ownAddresses: readonly string[], wantsCertificate: boolean): void {
    // Without an address in a tailnet there is no name either, and no reason to start a program every minute.
    if (!ownAddresses.some(isTailnet)) {
      this.name = this.certificate = undefined;
      return;
    }
    const nowMs = this.#options.nowMs();
    if (this.#isRunning || Math.abs(nowMs - this.#askedAtMs) < ASK_AGAIN_MS) return;
    this.#askedAtMs = nowMs;
    this.#isRunning = true;
    this.#running = this.#ask(wantsCertificate, nowMs)
      .catch(() => {})
      .finally(() => (this.#isRunning = false));
  }

  async #ask(wantsCertificate: boolean, nowMs: number): Promise<void> {
    const printed = await this.#run('tailscale', ['status', '--json', '--peers=false'], STATUS_MS);
    const status = Status.parse(JSON.parse(printed));
    const name = toDnsName(status.Self.DNSName);
    this.name = name?.endsWith('.ts.net') ? name : undefined;
    const isOffered = this.name !== undefined && status.CertDomains?.includes(this.name);
    if (!isOffered) this.certificate = undefined;
    else if (wantsCertificate && this.name) await this.#order(this.name, nowMs);
  }

  async #order(name: string, nowMs: number): Promise<void> {
    if (this.certificate?.name === name && Math.abs(nowMs - this.#orderedAtMs) < RENEW_CHECK_MS)
      return;
    const { folder, files } = this.#options;
    await files.prepare();
    const place = (end: string) => path.join(folder, `tailnet.${end}`);
    // It answers from its own store until the certificate nears its end.
    const args = ['cert', '--cert-file', place('crt'), '--key-file', place('key'), name];
    await this.#run('tailscale', args, CERTIFICATE_MS);
    const isGood = (one: { validToDate: Date; checkHost(host: string): string | undefined }) =>
      one.checkHost(name) !== undefined && one.validToDate.getTime() > nowMs;
    const pair = await files.read('tailnet', isGood);
    this.certificate = pair && { ...pair, name };
    this.#orderedAtMs = nowMs;
  }
}

/** Asks the `tailscale` program; knows nothing before `look`, or where there is none. */
export const createTailnet = (options: TailnetOptions): Tailnet => new TailscaleCli(options);
