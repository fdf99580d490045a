import * as z from 'zod';
import { OperationError } from '#shared/contract/errors';

const Taken = z.object({ name: z.string(), url: z.string() });
export type Taken = z.infer<typeof Taken>;

/** The service that has an address already, and how the address is written there; undefined for any other trouble. */
export function toTaken(thrown: unknown): Taken | undefined {
  if (!(thrown instanceof OperationError) || thrown.code !== 'ADDRESS_TAKEN') return undefined;
  return Taken.safeParse(thrown.details).data;
}
