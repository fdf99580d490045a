import { tokensOfText } from '../dialects/usage-tally';

/** Where the dialects keep what a model is given to read. */
const PROMPTS = ['messages', 'prompt', 'input', 'system', 'instructions', 'tools', 'suffix'];
/** A picture is about so many AI tokens, however large its file is. */
const TOKENS_PER_FILE = 1500;
const LONGEST_WORD = 2000;
const DEEPEST = 12;
/** A body that was not read is reckoned to have no more of a prompt than this. */
const MOST_UNREAD_BYTES = 1_048_576;

/** Pictures and recordings stand in a body as one endless word. */
const isFile = (text: string): boolean =>
  text.length > LONGEST_WORD && !/\s/.test(text.slice(0, LONGEST_WORD));

function tokensIn(value: unknown, depth: number): number {
  if (typeof value === 'string') return isFile(value) ? TOKENS_PER_FILE : value.length / 4;
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0;
  let sum = 0;
  for (const part of Object.values(value)) sum += tokensIn(part, depth + 1);
  return sum;
}

/** About how many AI tokens a prompt has: of its text when the body was read, else of the bytes of the body. */
export function promptTokens(
  json: Readonly<Record<string, unknown>> | undefined,
  bodyBytes: number,
): number {
  if (!json) return tokensOfText(Math.min(bodyBytes, MOST_UNREAD_BYTES));
  let sum = 0;
  for (const name of PROMPTS) sum += tokensIn(json[name], 0);
  return Math.ceil(sum);
}

/** Tools that a service runs itself: what they find is read by the model without ever being in a body. */
const hasOwnTools = (tools: unknown): boolean =>
  Array.isArray(tools) &&
  tools.some((tool: unknown) => {
    const type = typeof tool === 'object' && tool !== null && 'type' in tool ? tool.type : null;
    return typeof type === 'string' && type !== 'function' && type !== 'custom';
  });

/** True when a model reads more than its body says: what the service has kept from earlier, or finds itself. */
export function hasPromptElsewhere(
  json: Readonly<Record<string, unknown>> | undefined,
  encoding: string | undefined,
): boolean {
  if (encoding !== undefined) return true;
  if (!json) return false;
  const { previous_response_id: earlier, conversation, prompt, tools } = json;
  const isKept = earlier !== undefined || conversation !== undefined;
  const isTemplate = typeof prompt === 'object' && prompt !== null && !Array.isArray(prompt);
  return isKept || isTemplate || hasOwnTools(tools);
}
