import { fieldsOf } from './usage-figures';

const TEXT_DELTAS: ReadonlySet<unknown> = new Set([
  'content_block_delta',
  'response.output_text.delta',
  'response.reasoning_text.delta',
  'response.reasoning_summary_text.delta',
  'response.function_call_arguments.delta',
  'response.refusal.delta',
]);

const hasText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** True for an event that carries a piece of the answer; one of them is about one token. */
export function isDelta(event: Readonly<Record<string, unknown>>): boolean {
  if (TEXT_DELTAS.has(event['type']) || hasText(event['response'])) return true;
  const message = fieldsOf(event['message']);
  if (hasText(message['content']) || hasText(message['thinking'])) return true;
  const choices: unknown = event['choices'];
  const first = fieldsOf(Array.isArray(choices) ? choices[0] : undefined);
  const delta = fieldsOf(first['delta']);
  return (
    hasText(delta['content']) ||
    hasText(delta['reasoning_content']) ||
    hasText(delta['reasoning']) ||
    Array.isArray(delta['tool_calls']) ||
    hasText(first['text'])
  );
}

const MOST_PARTS = 1000;

const lengthOf = (value: unknown): number | null =>
  typeof value === 'string' ? value.length : null;

/** Characters of a list of parts that carry `text` or `content`; null when it is no list. */
function partsLength(list: unknown): number | null {
  if (!Array.isArray(list)) return null;
  let sum = 0;
  for (const part of list.slice(0, MOST_PARTS)) {
    const { text, content, input } = fieldsOf(part);
    sum += lengthOf(text) ?? lengthOf(content) ?? partsLength(content) ?? 0;
    if (input !== undefined) sum += JSON.stringify(input).length;
  }
  return sum;
}

/** Characters of a whole answer's text, wherever its dialect keeps it; null when it has no such place. */
export function textLengthOf(answer: Readonly<Record<string, unknown>>): number | null {
  const { choices, message, response, content, output } = answer;
  if (!Array.isArray(choices)) {
    return (
      lengthOf(response) ??
      lengthOf(fieldsOf(message)['content']) ??
      partsLength(content) ??
      partsLength(output)
    );
  }
  return partsLength(
    choices.slice(0, MOST_PARTS).map((choice) => {
      const { message: said, text } = fieldsOf(choice);
      return said === undefined ? { text } : said;
    }),
  );
}
