/** The same text in memory of its own: a part of a line would keep the whole line alive as long as it is kept. */
export const ownCopy = (text: string): string => Buffer.from(text).toString();
