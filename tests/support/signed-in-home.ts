import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startSubject, type EdgeSubject } from './edge-subject';
import { sendRaw, toRequest } from './raw-client';
import { answerJson } from './raw-upstream';
import { AUDIENCE, startSignInService, type SignInService } from './sign-in-service';

/** The header that carries a sign-in. */
export const withSignIn = (text: string) => [`Authorization: Bearer ${text}`];

const LIMITS = { rate_limit_requests: 100_000 };
const codeOf = (answer: { json(): unknown }): string =>
  (answer.json() as { error: { code: string } }).error.code;

/** One gateway for a file that believes one sign-in service, and knows Mia, a key for her and one that only signs. */
export function useSignedInHome() {
  const home = {
    gw: undefined as unknown as EdgeSubject,
    idp: undefined as unknown as SignInService,
    /** A second service, called Pictures. */
    otherBase: '',
    familyKeyId: '',
    signer: { id: '', secret: '' },
    useIssuer: (change: Record<string, unknown> = {}) =>
      home.gw.gateway.api.settings.update({
        identity: {
          jwt: [
            {
              issuer: home.idp.issuer,
              audience: AUDIENCE,
              jwksUrl: home.idp.jwksUrl,
              personClaim: 'name',
              scopesClaim: null,
              keyId: home.familyKeyId,
              ...change,
            },
          ],
          tailnet: [],
        },
      }),
    /** `passed`, or the status and code of the refusal. */
    async call(headers: readonly string[], base?: string) {
      const { first } = await sendRaw(
        home.gw.port,
        toRequest(`GET ${base ?? home.gw.base}/x`, headers),
      );
      return first.status === 200 ? 'passed' : `${first.status} ${codeOf(first)}`;
    },
  };
  beforeAll(async () => {
    home.gw = await startSubject();
    home.idp = await startSignInService();
    const { api } = home.gw.gateway;
    const target = { url: home.gw.upstream.url };
    const pictures = { name: 'Pictures', targets: [target] };
    const other = await api.services.create({ ...pictures, sameAddress: true });
    home.otherBase = `/proxy/${other.service.id}`;
    await api.people.create({ name: 'Mia' });
    const family = await api.keys.create({ name: 'family', services: '*', ...LIMITS });
    home.familyKeyId = family.key.id;
    const signs = { name: 'signer', services: '*', signing: 'required' } as const;
    const made = await api.keys.create({ ...signs, ...LIMITS });
    home.signer = { id: made.key.id, secret: made.secret };
    await home.useIssuer();
  });
  afterAll(async () => {
    await home.gw.stop();
    home.idp.stop();
  });
  beforeEach(() => {
    home.gw.upstream.forget();
    home.gw.upstream.run(answerJson());
  });
  return home;
}
