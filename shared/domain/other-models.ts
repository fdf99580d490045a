/** Under this name all models are counted that are too many for a day to be counted by theirs. */
export const OTHER_MODELS = '(other)';
