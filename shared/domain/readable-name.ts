/**
 * Threat: a device that names itself so that its name cannot be seen, turns the words around it, or looks like the name
 * of another one.
 */
const TURNS_WORDS = /[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{2028}\u{2029}]|\p{Cs}/u;
const BLANK = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{M}\u{2800}]/gu;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** True for text that shows something, in its own place and order. */
export const isReadable = (text: string): boolean =>
  !TURNS_WORDS.test(text) && text.replace(BLANK, '') !== '';

/** The same for all names that people cannot tell apart by case, width or signs without a look. */
export const toLookalike = (name: string): string =>
  name.normalize('NFKC').replace(UNSEEN, '').trim().toLocaleLowerCase();
