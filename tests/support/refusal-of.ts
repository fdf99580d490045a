import { LatchkeyError } from '#shared/contract/errors';

/** The code of the refusal, or `ok`. */
export const outcome = (reserve: () => unknown): string => {
  try {
    reserve();
    return 'ok';
  } catch (error) {
    return error instanceof LatchkeyError ? error.code : String(error);
  }
};

/** The refusal itself; throws when there was none. */
export const refusal = (reserve: () => unknown): LatchkeyError => {
  try {
    reserve();
  } catch (error) {
    if (error instanceof LatchkeyError) return error;
  }
  throw new Error('It was not refused.');
};
