/** Money is a whole number of nano-units (1e-9) of the owner's currency. On a wire it is a decimal string, since JSON numbers lose digits above 2^53. */
export type Nano = bigint;

export const NANO_PER_UNIT = 1_000_000_000n;

/** The price that a call has when nobody set one: 0.001 units (S003-30). */
export const DEFAULT_PRICE_PER_REQUEST: Nano = 1_000_000n;

const DECIMAL = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/;

/** Parses "0.001" exactly; throws RangeError for anything but up to 12 digits and 9 decimals. */
export function parseUnits(text: string): Nano {
  const match = DECIMAL.exec(text.trim());
  if (!match) throw new RangeError(`"${text}" is not an amount of money`);
  const [, sign, whole = '0', fraction = ''] = match;
  const nano = BigInt(whole) * NANO_PER_UNIT + BigInt(fraction.padEnd(9, '0'));
  return sign ? -nano : nano;
}

/** Writes nano-units as a decimal without trailing zeros: 1000000n -> "0.001". */
export function formatUnits(nano: Nano): string {
  const positive = nano < 0n ? -nano : nano;
  const fraction = (positive % NANO_PER_UNIT).toString().padStart(9, '0').replace(/0+$/, '');
  const whole = (positive / NANO_PER_UNIT).toString();
  return `${nano < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
