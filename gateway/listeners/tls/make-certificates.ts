import 'reflect-metadata';
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  AuthorityKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import ip from 'ipaddr.js';
import { decodeNameConstraints, encodeNameConstraints } from './permitted-names';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const NAME_CONSTRAINTS = '2.5.29.30';
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
/** What Apple's devices accept at most is 398. */
const LEAF_DAYS = 397;
/** Devices whose clock is a little behind must not find a certificate of the future. */
const BACKDATE_MS = DAY_MS;

/** A certificate with its key, both PEM. */
export interface CertificatePair {
  readonly certPem: string;
  readonly keyPem: string;
}

const newKeys = () => webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);

/** Positive and without a leading zero byte, so that its encoding is the shortest one. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

const toPair = (certificate: X509Certificate, key: webcrypto.CryptoKey): CertificatePair => ({
  certPem: `${certificate.toString('pem')}\n`,
  keyPem: String(KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' })),
});

interface CaWish {
  readonly permittedNames: readonly string[];
  /** Shown in the list of certificates on a phone. */
  readonly label: string;
  readonly nowMs: number;
}

/** A new P-256 authority for ten years that devices believe only about the permitted names and home addresses. */
export async function makeCa({ permittedNames, label, nowMs }: CaWish): Promise<CertificatePair> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [`Latchkey ${label}`.slice(0, 60)] }, { O: ['Latchkey'] }],
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(nowMs + CA_DAYS * DAY_MS),
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new Extension(NAME_CONSTRAINTS, true, encodeNameConstraints(permittedNames)),
    ],
  });
  return toPair(certificate, keys.privateKey);
}

/** The names that devices believe this authority about; none when it states none. */
export function readPermittedNames(caPem: string): string[] {
  const extension = new X509Certificate(caPem).getExtension(NAME_CONSTRAINTS);
  return extension ? decodeNameConstraints(new Uint8Array(extension.value)) : [];
}

/** A new certificate of the authority for these names and addresses, for 397 days but never beyond the authority's end. */
export async function makeLeaf(
  ca: CertificatePair,
  names: readonly string[],
  nowMs: number,
): Promise<CertificatePair> {
  const issuer = new X509Certificate(ca.certPem);
  const signingKey = createPrivateKey(ca.keyPem).toCryptoKey(ECDSA, false, ['sign']);
  const keys = await newKeys();
  const endMs = Math.min(nowMs + LEAF_DAYS * DAY_MS - BACKDATE_MS, issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: 'CN=Latchkey',
    issuer: issuer.subject,
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(endMs),
    signingAlgorithm: ECDSA,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: ip.isValid(value) ? 'ip' : 'dns', value })),
      ),
    ],
  });
  return toPair(certificate, keys.privateKey);
}
