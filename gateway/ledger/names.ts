import { BlockNames } from './block-names.ts';
import { ModelNames } from './model-names.ts';

/** What is remembered of the database between two batches. It is as good as the handle it was made with. */
export interface Names {
  readonly models: ModelNames;
  readonly blocks: BlockNames;
}

/** Remembers nothing yet. */
export const createNames = (): Names => ({ models: new ModelNames(), blocks: new BlockNames() });
