/** So many lines one can keep in mind. */
export const MOST_LINES = 250;

export const lengthRules = [{ rules: { 'max-lines': ['error', MOST_LINES] } }];
