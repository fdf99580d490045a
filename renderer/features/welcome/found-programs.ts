import type { FoundService } from '#shared/contract/operations/services';

/** Whether a program that was found can be used just as it is. */
export const isReady = ({ kind, alreadyAdded, hint }: FoundService): boolean =>
  kind !== null && alreadyAdded === null && hint === null;
