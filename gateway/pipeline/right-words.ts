import type { Grant } from './call';
import { shapeCall, SpeaksOtherwise, type ShapedCall } from './shape-call';

/** Paths that services turned out not to have, so that the next call need not find out again. */
export interface DialectMemory {
  lacks(grant: Grant): boolean;
  remember(grant: Grant): void;
}

const MAX_PATHS = 1000;

/** What is remembered ends with the process: by then the service may have been updated. */
export function createDialectMemory(): DialectMemory {
  const lacking = new Set<string>();
  const nameOf = ({ service, path }: Grant) => `${service.id} ${path}`;
  return {
    lacks: (grant) => lacking.size > 0 && lacking.has(nameOf(grant)),
    remember(grant) {
      if (lacking.size >= MAX_PATHS) lacking.clear();
      lacking.add(nameOf(grant));
    },
  };
}

const isGood = (status: number) => status < 400;

/** Asks a service in the caller's dialect, and in another one when it turns out not to know that path. Resolves with the status. */
export async function inRightWords(
  grant: Grant,
  memory: DialectMemory,
  ask: (shaped: ShapedCall) => Promise<number>,
): Promise<void> {
  try {
    await ask(shapeCall(grant, memory.lacks(grant)));
  } catch (error) {
    if (!(error instanceof SpeaksOtherwise)) throw error;
    // Only a good answer proves that the path was missing, and not the model.
    if (isGood(await ask(shapeCall(grant, true)))) memory.remember(grant);
  }
}
