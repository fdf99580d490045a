import type { troubleEn } from '../en/trouble';

/** What goes on and what is in the way, in German. */
export const troubleDe: typeof troubleEn = {
  alerts: {
    failed_attempts: ({ count, address }) =>
      `${count} Anfragen von ${address} wurden abgelehnt, weil ihr Schlüssel nicht gilt.`,
    guessed_keys: ({ count, address }) =>
      `Von ${address} kommt ein Schlüssel nach dem anderen: bisher ${count} Anfragen.`,
    volume_spike: ({ count, key }) => `${key} hat seit Beginn ${count} Anfragen gestellt.`,
    new_network: ({ key, address }) =>
      `${key} wird von ${address} aus benutzt, einem Netz, in dem er nie war.`,
    night_use: ({ key }) => `${key} wird nachts benutzt, was es bisher nicht gab.`,
    shared_key: ({ key }) => `${key} wird von mehreren Geräten gleichzeitig benutzt.`,
    limit_hits: ({ count, key }) => `${key} ist seit Beginn ${count}-mal an sein Limit gestoßen.`,
  },
  someKey: 'Ein Schlüssel, den es nicht mehr gibt,',
  someAddress: 'einer unbekannten Adresse',
  portTaken: (program: string) => `„${program}“ belegt den Port. Latchkey versucht es weiter.`,
  portTakenBySome: 'Ein anderes Programm belegt den Port. Latchkey versucht es weiter.',
  addressGone:
    'Gerade gibt es dort keine nutzbare Adresse. Sobald sie wieder da ist, geht es von selbst weiter.',
  failed: 'Das System lässt Latchkey dort nicht zu. Latchkey versucht es weiter.',
  certificateFailed:
    'Das Zertifikat konnte nicht erstellt werden. Sieh nach, ob der Datenordner beschreibbar ist. Ohne HTTPS können sich Geräte weiter verbinden.',
  httpsFailed:
    'Das System lässt nicht zu, dass Latchkey HTTPS anbietet. Ohne HTTPS können sich Geräte weiter verbinden.',
  httpsPortTaken: (port: number, program: string) =>
    `„${program}“ belegt den Port ${port}. Latchkey versucht es weiter; ohne HTTPS können sich Geräte verbinden.`,
  httpsPortTakenBySome: (port: number) =>
    `Ein anderes Programm belegt den Port ${port}. Latchkey versucht es weiter; ohne HTTPS können sich Geräte verbinden.`,
  answers: (url: string) => `${url} antwortet.`,
  silent: 'Vielleicht ist eine Firewall auf diesem Computer im Weg.',
};
