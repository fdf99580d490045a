import type { NetworkInterface } from '#shared/contract/operations/network';
import { isOpenToDevices } from '../../network/interface-name';

export const STEPS = [1, 2, 3] as const;
export type Step = (typeof STEPS)[number];

/** The first question that what is really there does not answer: what runs here, who may connect, the first device. */
export function firstOpenStep(there: {
  readonly services: number;
  readonly interfaces: readonly NetworkInterface[];
  readonly isLocalOnly: boolean;
}): Step {
  if (there.services === 0) return 1;
  return there.isLocalOnly || there.interfaces.some(isOpenToDevices) ? 3 : 2;
}
