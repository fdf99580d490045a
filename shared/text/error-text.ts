/** What is wrong, and what to do about it. */
export interface ErrorText {
  readonly title: string;
  readonly help: string;
}
