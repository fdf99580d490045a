const LOOPBACK = /^https?:\/\/(127\.|localhost[:/]|\[::1\])/;
const IPV6 = /^https?:\/\/\[/;

/** Whether an address reaches this computer from itself only. */
export const isLoopbackUrl = (url: string): boolean => LOOPBACK.test(url);

/**
 * The address that a device most likely needs: one of the home network before this computer's own, plain numbers before IPv6.
 * Undefined when there is none.
 */
export function toBestUrl(urls: readonly string[]): string | undefined {
  const effort = (url: string) => (isLoopbackUrl(url) ? 2 : 0) + (IPV6.test(url) ? 1 : 0);
  return [...urls].sort((one, other) => effort(one) - effort(other))[0];
}
