import type { Settings } from '#shared/contract/operations/system';
import { t } from '../../text/t';

type Identity = Settings['identity'];

/** Somebody, or everybody of a sign-in service, who is known without a key. */
export interface SignInRow {
  readonly name: string;
  readonly by: string;
  readonly keyId: string;
  /** What is left when this one is taken away. */
  readonly without: Identity;
}

/** Logins of the tailnet first, as they were added. */
export function toSignInRows({ jwt, tailnet }: Identity): readonly SignInRow[] {
  return [
    ...tailnet.map(({ login, keyId }) => ({
      name: login,
      by: t.signIns.byTailscale,
      keyId,
      without: { jwt, tailnet: tailnet.filter((one) => one.login !== login) },
    })),
    ...jwt.map((issuer) => ({
      name: issuer.issuer,
      by: t.signIns.byIssuer,
      keyId: issuer.keyId,
      without: { tailnet, jwt: jwt.filter((one) => one !== issuer) },
    })),
  ];
}
