import { randomUUID } from 'node:crypto';

/** What a device downloads to trust this gateway's HTTPS: public by nature, and never with a key in it. */
interface TrustAnswer {
  readonly contentType: string;
  readonly fileName: string;
  readonly text: string;
}

const toPlist = (payload: string, label: string): string => {
  const [inner, outer] = [randomUUID(), randomUUID()];
  const entry = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    '<key>PayloadContent</key><array><dict>',
    entry('PayloadCertificateFileName', 'latchkey.crt'),
    `<key>PayloadContent</key><data>${payload}</data>`,
    entry('PayloadDisplayName', label),
    entry('PayloadIdentifier', `latchkey.ca.${inner}`),
    entry('PayloadType', 'com.apple.security.root'),
    entry('PayloadUUID', inner),
    '<key>PayloadVersion</key><integer>1</integer>',
    '</dict></array>',
    entry('PayloadDisplayName', label),
    entry(
      'PayloadDescription',
      'Lets this device believe your gateway at home, and no other site.',
    ),
    entry('PayloadIdentifier', `latchkey.trust.${outer}`),
    entry('PayloadType', 'Configuration'),
    entry('PayloadUUID', outer),
    '<key>PayloadVersion</key><integer>1</integer>',
    '</dict></plist>',
    '',
  ].join('\n');
};

/** The authority's certificate as a file for any device, or as a profile for iPhones. */
export function trustAnswer(name: 'ca-file' | 'ca-profile', caPem: string): TrustAnswer {
  if (name === 'ca-file') {
    return { contentType: 'application/x-x509-ca-cert', fileName: 'latchkey.crt', text: caPem };
  }
  const payload = caPem.replace(/-----[^-]+-----|\s/g, '');
  const contentType = 'application/x-apple-aspen-config';
  return { contentType, fileName: 'latchkey.mobileconfig', text: toPlist(payload, 'Latchkey') };
}
