import * as z from 'zod';

/** The folder below the data folder that a checked backup waits in for the next start. */
export const PENDING = 'restore-pending';
/** What was decided about it. */
export const PLAN = 'plan.json';
/** Stands in it once the state from before is out of the way. */
export const MOVED = 'moved';

export const RestorePlan = z.object({
  version: z.literal(1),
  /** Folder that the state from before is moved to. */
  keptAs: z.string().regex(/^before-restore-[\w-]{1,60}$/),
  records: z.boolean(),
  ended: z.array(z.object({ id: z.string(), name: z.string(), revokedAt: z.string() })),
  reviveKeys: z.array(z.string()),
});
export type RestorePlan = z.infer<typeof RestorePlan>;
