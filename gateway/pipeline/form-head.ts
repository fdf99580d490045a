/** What is changed about a form on its way: a part gets another name, and a field that is missing is put in front. */
export interface FormChange {
  /** Names that apps give the part, the service's own first. */
  readonly names: readonly [string, ...string[]];
  readonly defaults: Readonly<Record<string, string>>;
}

/** In so much of a form the part with the sound must have begun; all apps seen send it first or second. */
export const FORM_HEAD_BYTES = 8192;

interface Part {
  readonly name: string;
  /** Where the name stands, quotes left out. */
  readonly at: number;
  /** Where its head ends. */
  readonly end: number;
}

const BOUNDARY = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i;
const NAME = /;\s*name=(?:"([^"\r\n]*)"|([^;\s"]+))/i;

/** The boundary of a form; undefined when a content type is none. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = BOUNDARY.exec(contentType ?? '');
  return found?.[1] ?? found?.[2];
}

/** The parts whose heads stand in this text, whole. */
function partsIn(text: string, delimiter: string): Part[] {
  const parts: Part[] = [];
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) {
    const isLineStart = at === 0 || text.startsWith('\r\n', at - 2);
    const end = text.indexOf('\r\n\r\n', at);
    if (!isLineStart || end < 0) continue;
    const head = text.slice(at, end);
    const disposition = head.toLowerCase().indexOf('\r\ncontent-disposition:');
    const found = disposition < 0 ? null : NAME.exec(head.slice(disposition));
    const name = found?.[1] ?? found?.[2];
    if (!found || name === undefined) continue;
    const inMatch = found[0].length - name.length - (found[1] === undefined ? 0 : 1);
    parts.push({ name, at: at + disposition + found.index + inMatch, end });
  }
  return parts;
}

/** What the fields of one name say, of those that stand in the start of a form whole. */
export function formValues(start: Buffer, boundary: string, wanted: string): string[] {
  const text = start.toString('latin1', 0, FORM_HEAD_BYTES);
  return partsIn(text, `--${boundary}`)
    .filter(({ name }) => name.toLowerCase() === wanted)
    .map(({ end }) => {
      const next = text.indexOf(`\r\n--${boundary}`, end + 4);
      // One that is cut names nothing.
      return next < 0 ? '' : Buffer.from(text.slice(end + 4, next), 'latin1').toString('utf8');
    });
}

/**
 * The start of a form with the change made, byte by byte the same elsewhere; what comes after the start is not looked at.
 * A part that already has the service's own name wins, and then nothing is renamed.
 */
export function changeFormHead(start: Buffer, boundary: string, change: FormChange): Buffer {
  const text = start.toString('latin1', 0, FORM_HEAD_BYTES);
  const delimiter = `--${boundary}`;
  const parts = partsIn(text, delimiter);
  const [own, ...others] = change.names;
  const isThere = parts.some(({ name }) => name === own);
  const renamed = isThere ? undefined : parts.find(({ name }) => others.includes(name));
  const body = renamed
    ? text.slice(0, renamed.at) + own + text.slice(renamed.at + renamed.name.length)
    : text;
  const missing = Object.entries(change.defaults).filter(
    ([field]) => !parts.some(({ name }) => name === field),
  );
  // In front: of two fields of one name most servers take the last, and that is the caller's.
  const fields = missing.map(
    ([field, value]) =>
      `${delimiter}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  );
  const first = Math.max(0, body.indexOf(delimiter));
  const whole = body.slice(0, first) + fields.join('') + body.slice(first);
  return Buffer.concat([Buffer.from(whole, 'latin1'), start.subarray(FORM_HEAD_BYTES)]);
}
