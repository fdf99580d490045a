import type { advancedEn, restoreMoreEn, signInsEn } from '../en/sign-ins';

/** Ways to be known besides a key, in German. */
export const signInsDe: typeof signInsEn = {
  title: 'Anmelden mit …',
  help: 'Wer schon bekannt ist, braucht keinen Schlüssel: durch deinen Anmeldedienst oder durch Tailscale. Es gelten die Rechte und Limits eines Schlüssels.',
  none: 'Noch niemand: Alle brauchen einen Schlüssel.',
  addLogin: 'Tailscale-Konto hinzufügen',
  addIssuer: 'Anmeldedienst hinzufügen',
  loginTitle: 'Ein Konto deines Tailnets',
  loginText:
    'Diese Person braucht auf Geräten, die in deinem Tailnet angemeldet sind, keinen Schlüssel.',
  login: 'Konto',
  loginHelp: 'Wie Tailscale es zeigt, etwa mama@example.com',
  key: 'Mit den Rechten und Limits von',
  noKeys: 'Erstelle zuerst einen Schlüssel: Er sagt, was genutzt werden darf.',
  issuerTitle: 'Ein Anmeldedienst',
  issuerText:
    'Nimmt signierte Ausweise (JWT) von OpenID Connect an, etwa die von Authelia, Keycloak oder Google.',
  issuer: 'Aussteller',
  issuerHelp: 'Genau wie in seinen Ausweisen (iss), etwa https://auth.example.com',
  audience: 'Empfänger',
  audienceHelp: 'Wofür seine Ausweise gemacht sein müssen (aud), etwa latchkey',
  jwks: 'Adresse seiner öffentlichen Schlüssel',
  jwksHelp: 'Endet meist auf jwks.json oder certs.',
  claim: 'Feld, das die Person nennt',
  claimHelp: 'Wird mit den Namen unter „Personen“ verglichen.',
  scopes: 'Feld, das Dienste aufzählt',
  scopesHelp: 'Leer: was der Schlüssel darf.',
  more: 'Mehr',
  moreUsual: 'Wie üblich',
  byTailscale: 'Tailscale',
  byIssuer: 'Anmeldedienst',
  asKey: (name: string) => `wie ${name}`,
  remove: (name: string) => `${name} entfernen`,
  removed: (name: string) => `${name} braucht ab jetzt einen Schlüssel`,
  added: (name: string) => `${name} braucht ab jetzt keinen Schlüssel`,
  issuerAdded: (name: string) => `Wer sich bei ${name} anmeldet, braucht ab jetzt keinen Schlüssel`,
};

/** What only few need, in German. */
export const advancedDe: typeof advancedEn = {
  title: 'Für Fortgeschrittene',
  tracing: 'Traces senden (OpenTelemetry)',
  off: 'Aus',
  endpoint: 'Adresse des Sammlers (OTLP über HTTP)',
  endpointHelp:
    'Etwa http://127.0.0.1:4318/v1/traces. Zeiten und Namen von Anfragen gehen dorthin, nie ein Wort ihres Inhalts. Leer: aus.',
  headers: 'Kopfzeilen dafür',
  headersHelp: 'Eine pro Zeile, etwa Authorization: Bearer …',
  badHeader: 'Schreibe jede als Name, Doppelpunkt und Wert.',
};

/** What a restore leaves as it is, in German. */
export const restoreMoreDe: typeof restoreMoreEn = {
  pausedSince: 'Seit diesem Backup angehalten. Wähle die, die wieder gelten sollen:',
  staysPaused: (names: string) => `Bleiben angehalten: ${names}.`,
  staysEnded: (names: string) => `Bleiben beendet: ${names}.`,
};
