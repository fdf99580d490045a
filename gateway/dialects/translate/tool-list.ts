import type { NeutralTool } from './neutral-chat';
import { cannotTranslate } from './translation-error';

interface DeclaredFunction {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly parameters?: unknown;
}

/** A function without arguments still needs a schema in two of the dialects. */
const NO_ARGUMENTS = { type: 'object', properties: {} };

/**
 * The functions among the tools. Tools that run at the provider (web search and the like) are left out as long as a function
 * remains, because agents always list them; a request that has nothing else is refused.
 */
export function functionTools<T>(
  declared: readonly T[],
  toFunction: (tool: T) => DeclaredFunction | null | undefined,
): NeutralTool[] | undefined {
  const tools: NeutralTool[] = [];
  for (const one of declared) {
    const found = toFunction(one);
    if (!found) continue;
    tools.push({
      name: found.name,
      ...(found.description != null && { description: found.description }),
      schema: found.parameters ?? NO_ARGUMENTS,
    });
  }
  if (declared.length > 0 && tools.length === 0) {
    throw cannotTranslate('The service behind this address can only use function tools.');
  }
  return tools.length > 0 ? tools : undefined;
}
