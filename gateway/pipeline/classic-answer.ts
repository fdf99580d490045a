import type { EditAnswer } from '../proxy/answer-edit';

type Json = Readonly<Record<string, unknown>>;

/** Pictures come as text in JSON, a dozen megabytes each at most. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A change of a good answer that needs all of it. A failed one goes through; one that is not understood is UPSTREAM_UNREADABLE. */
export const wholeAnswer =
  (change: (answer: Json) => object): EditAnswer =>
  (head) => {
    if (head.status !== 200) return undefined;
    const parts: Buffer[] = [];
    let bytes = 0;
    const isKept = (_: string, at: number) =>
      !/^(?:content-length|etag)$/i.test(head.headers[at - (at % 2)] ?? '');
    return {
      head: { ...head, headers: head.headers.filter(isKept) },
      holdsHead: true,
      push(chunk) {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) throw new Error('the answer is too large');
        parts.push(chunk);
        return undefined;
      },
      end: () =>
        Buffer.from(JSON.stringify(change(JSON.parse(Buffer.concat(parts).toString()) as Json))),
    };
  };
