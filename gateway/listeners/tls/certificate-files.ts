import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CertificatePair } from './make-certificates';

/**
 * Threat: the key of the authority lets its reader play this gateway to every device that trusts it. Only the owner's
 * account may read the folder and the keys in it. A file that is broken or not ours is moved aside, never used.
 */
export interface CertificateFiles {
  /** Undefined when there is none, or when it was moved aside because `isGood` or its key said no. */
  read(
    name: string,
    isGood: (certificate: X509Certificate) => boolean,
  ): Promise<CertificatePair | undefined>;
  write(name: string, pair: CertificatePair): Promise<void>;
  /** Makes the folder, for the owner alone. */
  prepare(): Promise<void>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

function isUsable(pair: CertificatePair, isGood: (certificate: X509Certificate) => boolean) {
  try {
    const certificate = new X509Certificate(pair.certPem);
    return certificate.checkPrivateKey(createPrivateKey(pair.keyPem)) && isGood(certificate);
  } catch {
    return false; // that is how node:crypto says what it is not
  }
}

/** What cannot be renamed (a folder that is full, a file in use) must at least not be in the way. */
async function moveAside(file: string, stamp: number): Promise<void> {
  await rename(file, `${file}.broken-${stamp}`).catch(() =>
    rm(file, { recursive: true, force: true }),
  );
}

async function writePrivately(file: string, text: string): Promise<void> {
  const next = `${file}.new`;
  await rm(next, { recursive: true, force: true });
  await writeFile(next, text, { mode: 0o600, flag: 'wx', flush: true });
  await rename(next, file);
}

/** The certificates in this folder; it is made, for the owner alone, when something is first written. */
export function createCertificateFiles(folder: string, nowMs: () => number): CertificateFiles {
  const at = (name: string, end: 'crt' | 'key') => path.join(folder, `${name}.${end}`);
  const readPair = async (name: string): Promise<CertificatePair | 'broken' | undefined> => {
    const [cert, key] = await Promise.allSettled([
      readFile(at(name, 'crt'), 'utf8'),
      readFile(at(name, 'key'), 'utf8'),
    ]);
    if (cert.status === 'fulfilled' && key.status === 'fulfilled') {
      return { certPem: cert.value, keyPem: key.value };
    }
    const reasons = [cert, key].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    return reasons.length === 2 && reasons.every(isMissing) ? undefined : 'broken';
  };
  const prepare = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  };
  return {
    prepare,
    async read(name, isGood) {
      const pair = await readPair(name);
      if (pair === undefined) return undefined;
      if (pair !== 'broken' && isUsable(pair, isGood)) return pair;
      const stamp = nowMs();
      await moveAside(at(name, 'crt'), stamp);
      await moveAside(at(name, 'key'), stamp);
      return undefined;
    },
    async write(name, pair) {
      await prepare();
      // The key first: a crash in between leaves a pair that does not fit, and that is made anew.
      await writePrivately(at(name, 'key'), pair.keyPem);
      await writePrivately(at(name, 'crt'), pair.certPem);
    },
  };
}
