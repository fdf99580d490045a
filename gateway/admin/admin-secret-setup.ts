import type { KeychainAnswer } from '#shared/contract/gateway-link';
import type { ConfigStore } from '../storage/config-store';
import type { AdminAuth } from './admin-auth';

interface AdminSecretSetup {
  readonly auth: AdminAuth;
  readonly config: ConfigStore;
  readonly host: 'desktop' | 'headless';
  readonly keychain: KeychainAnswer;
  readonly adminSecret: string | undefined;
  readonly isNewAsked: boolean;
}

/**
 * Settles who the owner is, at start. "Absent" from a keychain means a first start only when the settings know no secret
 * either: a locked keychain can look empty, and making a new secret then would lock the owner out of the old one.
 */
export async function setUpAdminSecret(setup: AdminSecretSetup): Promise<void> {
  const { auth, config, host, keychain, adminSecret } = setup;
  if (setup.isNewAsked) return void (await auth.rotate());
  const isFirst = config.current.adminHash === null;
  // Whoever starts it headless with a secret means that secret; the app's keychain may hold that of another data folder.
  if (adminSecret !== undefined && (isFirst || host === 'headless')) return auth.adopt(adminSecret);
  if (isFirst && adminSecret === undefined && keychain === 'absent') await auth.rotate();
}
