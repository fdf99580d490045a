import type { Threat } from '#shared/contract/operations/security';

/** What an alert is about: how many calls, from where, and whose key. */
export interface AlertFacts {
  readonly count: string;
  readonly address: string;
  readonly key: string;
}

const alerts: Record<Threat['kind'], (facts: AlertFacts) => string> = {
  failed_attempts: ({ count, address }) =>
    `${count} calls from ${address} were refused because their key is not a good one.`,
  guessed_keys: ({ count, address }) =>
    `${address} tries one key after another: ${count} calls so far.`,
  volume_spike: ({ count, key }) => `${key} made ${count} calls since this began.`,
  new_network: ({ key, address }) =>
    `${key} is used from ${address}, a network where it never was.`,
  night_use: ({ key }) => `${key} is used at night, which it never was before.`,
  shared_key: ({ key }) => `${key} is used by more than one device at the same time.`,
  limit_hits: ({ count, key }) => `${key} ran into its limit ${count} times since this began.`,
};

/** What goes on and what is in the way, in the window's words rather than the gateway's. */
export const troubleEn = {
  alerts,
  someKey: 'A key that is gone',
  someAddress: 'an unknown address',
  portTaken: (program: string) => `“${program}” uses the port. Latchkey keeps trying.`,
  portTakenBySome: 'Another program uses the port. Latchkey keeps trying.',
  addressGone: 'It has no usable address right now. Latchkey listens again as soon as it is back.',
  failed: 'The system did not let Latchkey listen there. Latchkey keeps trying.',
  certificateFailed:
    'The certificate could not be made. Check that the data folder can be written. Devices can still connect without HTTPS.',
  httpsFailed: 'The system did not let Latchkey offer HTTPS. Devices can still connect without it.',
  httpsPortTaken: (port: number, program: string) =>
    `“${program}” uses port ${port}. Latchkey keeps trying; devices can connect without HTTPS.`,
  httpsPortTakenBySome: (port: number) =>
    `Another program uses port ${port}. Latchkey keeps trying; devices can connect without HTTPS.`,
  answers: (url: string) => `${url} answers.`,
  silent: 'A firewall on this computer may be in the way.',
};
