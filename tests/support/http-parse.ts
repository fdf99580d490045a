/** One answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly reason: string;
  /** Lower-case names; repeated headers joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
  /** False when the connection ended before the body did. */
  readonly isComplete: boolean;
  json(): unknown;
}

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly rawHeaders: string[];
  readonly headers: Map<string, string>;
  readonly bodyAt: number;
}

function readHead(bytes: Buffer, at: number): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n', at);
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(statusLine);
  if (!match) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
  const headers = new Map<string, string>();
  const rawHeaders: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, ''); // not trim(): U+00A0 is part of a value
    rawHeaders.push(name, value);
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(match[1]), reason: match[2] ?? '', rawHeaders, headers, bodyAt: end + 4 };
}

interface Body {
  readonly body: Buffer;
  readonly end: number;
  readonly isComplete: boolean;
}

/** Reads a chunked body; trailers are skipped. */
function readChunked(bytes: Buffer, start: number): Body {
  const parts: Buffer[] = [];
  const broken = () => ({ body: Buffer.concat(parts), end: bytes.length, isComplete: false });
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return broken();
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!(size >= 0)) throw new Error('not a chunk size');
    if (size === 0) {
      const end = bytes.indexOf('\r\n\r\n', lineEnd);
      if (end < 0) return broken();
      return { body: Buffer.concat(parts), end: end + 4, isComplete: true };
    }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    if (bytes.length < lineEnd + 4 + size) return broken();
    at = lineEnd + 4 + size;
  }
}

function readBody(bytes: Buffer, head: Head, method: string, isEnded: boolean): Body {
  const { status, headers, bodyAt } = head;
  const isBare = method === 'HEAD' || status === 204 || status === 304 || status < 200;
  if (isBare) return { body: Buffer.alloc(0), end: bodyAt, isComplete: true };
  if (headers.get('transfer-encoding') === 'chunked') return readChunked(bytes, bodyAt);
  const stated = headers.get('content-length');
  const end = stated === undefined ? bytes.length : Math.min(bytes.length, bodyAt + Number(stated));
  const isComplete = stated === undefined ? isEnded : end === bodyAt + Number(stated);
  return { body: bytes.subarray(bodyAt, end), end, isComplete };
}

const toAnswer = (head: Head, { body, isComplete }: Body): RawAnswer => {
  const text = body.toString('utf8');
  const json = (): unknown => JSON.parse(text);
  return { ...head, body, text, isComplete, json };
};

/**
 * Takes the bytes of a connection apart. `methods` says what was asked, in order (HEAD has no body); missing ones are GET.
 * Interim 1xx answers are listed like any other but use up no method. Throws when the bytes are not HTTP.
 */
export function parseAnswers(
  bytes: Buffer,
  methods: readonly string[] = [],
  isEnded = true,
): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let asked = 0;
  for (let at = 0; at < bytes.length;) {
    const head = readHead(bytes, at);
    if (!head) break;
    const body = readBody(bytes, head, methods[asked] ?? 'GET', isEnded);
    answers.push(toAnswer(head, body));
    if (head.status >= 200) asked++;
    if (head.status === 101) break;
    at = body.end;
  }
  return answers;
}
