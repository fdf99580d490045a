/** The name under which the keychain shows what is ours. */
export const KEYCHAIN_SERVICE = 'Latchkey';

/** The account of the admin secret. Another data folder is another installation with a secret of its own. */
export const toKeychainAccount = (namedDataDir: string | undefined): string =>
  namedDataDir === undefined ? 'admin' : `admin ${namedDataDir}`;
