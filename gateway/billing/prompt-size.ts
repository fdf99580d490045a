import { tokensOfText } from '../dialects/usage-tally';

/** Where the dialects keep what a model is given to read. */
const PROMPTS: ReadonlySet<string> = new Set([
  'messages',
  'prompt',
  'input',
  'system',
  'instructions',
  'tools',
  'functions',
  'suffix',
  'template',
  'context',
]);
/** A picture is about so many AI tokens, however large its file is. */
const TOKENS_PER_FILE = 1500;
const LONGEST_WORD = 2000;
/** A body that was not read is reckoned to have no more of a prompt than this. */
const MOST_UNREAD_BYTES = 1_048_576;

const FILE = /^(?:data:[^,\s]{0,200},)?[\w+/=-]+$/;

/** Pictures and recordings stand in a body as one endless word. */
const isFile = (text: string): boolean => text.length > LONGEST_WORD && FILE.test(text);

/**
 * Threat: a prompt that is put so that it is not counted. A number in it is the id of one AI token, and what stands
 * deep counts like everything else; a list of what is still to be looked at cannot run out of stack.
 */
function tokensIn(value: unknown): number {
  let sum = 0;
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const part = rest.pop();
    if (typeof part === 'number') sum++;
    else if (typeof part === 'string') sum += isFile(part) ? TOKENS_PER_FILE : part.length / 4;
    else if (typeof part === 'object' && part !== null) {
      for (const inner of Object.values(part)) rest.push(inner);
    }
  }
  return sum;
}

/** About how many AI tokens a prompt has: of its text when the body was read, else of the bytes of the body. */
export function promptTokens(
  json: Readonly<Record<string, unknown>> | undefined,
  bodyBytes: number,
): number {
  if (!json) return tokensOfText(Math.min(bodyBytes, MOST_UNREAD_BYTES));
  let sum = 0;
  // Some services do not mind the case of a name.
  for (const name in json) if (PROMPTS.has(name.toLowerCase())) sum += tokensIn(json[name]);
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
