/** What came of a streamed answer: a piece of it, or an error in the middle. */
export type StreamPart =
  | { readonly kind: 'text' | 'thought'; readonly text: string }
  | { readonly kind: 'error'; readonly body: unknown };

/** Reads server-sent events from text that comes in pieces of any size; gives the data of each finished event. */
export function createEventReader(): (piece: string) => string[] {
  let rest = '';
  let lines: string[] = [];
  const take = (line: string): string | undefined => {
    if (line !== '') {
      const found = /^data(?:: ?(.*))?$/s.exec(line);
      if (found) lines.push(found[1] ?? '');
      return undefined;
    }
    const whole = lines.join('\n');
    const isEvent = lines.length > 0;
    lines = [];
    return isEvent ? whole : undefined;
  };
  return (piece) => {
    rest += piece;
    const found: string[] = [];
    // A carriage return at the very end may be the first half of a line end.
    for (let end = /\r\n|\n|\r(?!$)/.exec(rest); end; end = /\r\n|\n|\r(?!$)/.exec(rest)) {
      const event = take(rest.slice(0, end.index));
      rest = rest.slice(end.index + end[0].length);
      if (event !== undefined) found.push(event);
    }
    return found;
  };
}

const textIn = (holder: object, name: string): string => {
  const value: unknown = Reflect.get(holder, name);
  return typeof value === 'string' ? value : '';
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What one event of `/v1/chat/completions` says; undefined for one without words. */
export function toStreamPart(event: string): StreamPart | undefined {
  let body: unknown;
  try {
    body = JSON.parse(event);
  } catch {
    return undefined; // the end mark, or a service's own remark
  }
  if (!isObject(body)) return undefined;
  if ('error' in body && body.error) return { kind: 'error', body };
  const choice: unknown = 'choices' in body && Array.isArray(body.choices) ? body.choices[0] : null;
  if (!isObject(choice) || !('delta' in choice) || !isObject(choice.delta)) return undefined;
  const text = textIn(choice.delta, 'content');
  if (text) return { kind: 'text', text };
  const thought = textIn(choice.delta, 'reasoning') || textIn(choice.delta, 'reasoning_content');
  return thought ? { kind: 'thought', text: thought } : undefined;
}
