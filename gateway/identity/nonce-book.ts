/** Which one-time texts were used, for as long as they could be used again. */
export interface NonceBook {
  /** False when it was used before; `undefined` when so many are remembered that no more can be told apart. */
  use(keyId: string, nonce: string, untilMs: number, nowMs: number): boolean | undefined;
}

const MAX_PER_KEY = 50_000;
const MAX_KEYS = 1000;

/** Forgets what is over, oldest first, only when there is no room: a call costs one look. */
export function createNonceBook(maxPerKey: number = MAX_PER_KEY): NonceBook {
  const books = new Map<string, Map<string, number>>();
  const forgetOver = (book: Map<string, number>, nowMs: number) => {
    for (const [nonce, untilMs] of book) if (untilMs < nowMs) book.delete(nonce);
  };
  const makeRoom = (nowMs: number) => {
    for (const [keyId, book] of books) {
      forgetOver(book, nowMs);
      if (book.size === 0) books.delete(keyId);
    }
  };
  return {
    use(keyId, nonce, untilMs, nowMs) {
      let book = books.get(keyId);
      if (!book) {
        if (books.size >= MAX_KEYS) makeRoom(nowMs);
        if (books.size >= MAX_KEYS) return undefined;
        books.set(keyId, (book = new Map()));
      }
      const usedUntilMs = book.get(nonce);
      if (usedUntilMs !== undefined && usedUntilMs >= nowMs) return false;
      if (book.size >= maxPerKey) forgetOver(book, nowMs);
      if (book.size >= maxPerKey) return undefined;
      book.set(nonce, untilMs);
      return true;
    },
  };
}
