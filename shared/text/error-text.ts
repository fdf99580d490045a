import type { ErrorCode } from '#shared/contract/errors';

/** What is wrong, and what to do about it. */
export interface ErrorText {
  readonly title: string;
  readonly help: string;
}

/** The texts of some codes: each code has its text in one of the files, and the whole names them all. */
export type ErrorTexts = Partial<Record<ErrorCode, ErrorText>>;
