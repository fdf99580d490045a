/** Ways to be known besides a key, and where traces go. */
export const signInsEn = {
  title: 'Sign in with …',
  help: 'Whoever is known already needs no key: by your sign-in service, or by Tailscale. Each has the rights and limits of one key.',
  none: 'Nobody yet: everybody needs a key.',
  addLogin: 'Add a Tailscale login',
  addIssuer: 'Add a sign-in service',
  loginTitle: 'A login of your tailnet',
  loginText: 'This person needs no key on devices that are signed in to your tailnet.',
  login: 'Login',
  loginHelp: 'As Tailscale shows it, such as mum@example.com',
  key: 'With the rights and limits of',
  noKeys: 'Create a key first: it says what they may use.',
  issuerTitle: 'A sign-in service',
  issuerText:
    'Takes the signed passes (JWT) of OpenID Connect, such as those of Authelia, Keycloak or Google.',
  issuer: 'Issuer',
  issuerHelp: 'Exactly as it stands in its passes (iss), such as https://auth.example.com',
  audience: 'Audience',
  audienceHelp: 'What its passes must be made for (aud), such as latchkey',
  jwks: 'Address of its public keys',
  jwksHelp: 'Ends in jwks.json or certs in most cases.',
  claim: 'Field that names the person',
  claimHelp: 'Is matched with the names under People.',
  scopes: 'Field that lists services',
  scopesHelp: 'Empty: what the key may use.',
  more: 'More',
  moreUsual: 'As usual',
  byTailscale: 'Tailscale',
  byIssuer: 'Sign-in service',
  asKey: (name: string) => `as ${name}`,
  remove: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} needs a key from now on`,
  added: (name: string) => `${name} needs no key from now on`,
  issuerAdded: (name: string) => `Whoever signs in at ${name} needs no key from now on`,
};

/** What only few need. */
export const advancedEn = {
  title: 'Advanced',
  tracing: 'Send traces (OpenTelemetry)',
  off: 'Off',
  endpoint: 'Address of the collector (OTLP over HTTP)',
  endpointHelp:
    'Such as http://127.0.0.1:4318/v1/traces. Times and names of calls go there, never a word of them. Empty: off.',
  headers: 'Headers for it',
  headersHelp: 'One per line, such as Authorization: Bearer …',
  badHeader: 'Write each as a name, a colon and a value.',
};

/** What a restore leaves as it is. */
export const restoreMoreEn = {
  pausedSince: 'Paused since this backup was made. Choose those that shall work again:',
  staysPaused: (names: string) => `Stay paused: ${names}.`,
  staysEnded: (names: string) => `Stay ended: ${names}.`,
};
