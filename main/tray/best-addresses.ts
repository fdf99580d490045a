const LOOPBACK = /^https?:\/\/(127\.|localhost[:/]|\[::1\])/;
const IPV6 = /^https?:\/\/\[/;

const effort = (url: string): number => (LOOPBACK.test(url) ? 2 : 0) + (IPV6.test(url) ? 1 : 0);

/** Addresses in the order in which a device most likely needs them: of the home before this computer's own, IPv4 before IPv6. */
export const toBestAddresses = (urls: readonly string[]): string[] =>
  [...urls].sort((one, other) => effort(one) - effort(other));
