const BYTES = 24;

/**
 * Random text by which the gateway knows this page again when its first answer was lost. Made with `getRandomValues`,
 * because the other random functions of a browser are missing on plain http.
 */
export function createClaim(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
