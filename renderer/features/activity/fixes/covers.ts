interface Bits {
  readonly value: bigint;
  readonly width: 32 | 128;
}

function readV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function readV6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
}

function read(text: string): Bits | undefined {
  const v4 = readV4(text);
  if (v4 !== undefined) return { value: v4, width: 32 };
  const v6 = readV6(text);
  return v6 === undefined ? undefined : { value: v6, width: 128 };
}

/** True when an address lies in a network (CIDR), or is the one that is named; false for anything that is neither. */
export function covers(cidr: string, address: string): boolean {
  const [base = '', prefix] = cidr.split('/');
  const [network, one] = [read(base), read(address)];
  if (!network || !one || network.width !== one.width) return false;
  const bits = prefix === undefined ? network.width : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > network.width) return false;
  const rest = BigInt(network.width - bits);
  return network.value >> rest === one.value >> rest;
}
