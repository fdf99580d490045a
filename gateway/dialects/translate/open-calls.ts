import type { NeutralToolCall } from './neutral-chat';
import { argumentsText, madeCallId } from './tool-arguments';

interface UnnamedCall {
  readonly id?: string | null | undefined;
  readonly function: { readonly name: string; readonly arguments?: unknown };
}

/**
 * Gives the calls of a conversation their ids where the dialect has none, and finds the call that a result answers: by id,
 * else by the tool's name, else the oldest one that has no result yet. The same conversation always gets the same ids.
 */
export class OpenCalls {
  #open: NeutralToolCall[] = [];
  #count = 0;

  opened(calls: readonly UnnamedCall[]): NeutralToolCall[] {
    const made = calls.map((call) => ({
      id: call.id || madeCallId('h', this.#count++),
      name: call.function.name,
      json: argumentsText(call.function.arguments),
    }));
    this.#open.push(...made);
    return made;
  }

  answered(id: string | null | undefined, name: string | null | undefined): string {
    const byId = this.#open.find((call) => call.id === id);
    const byName = name == null ? undefined : this.#open.find((call) => call.name === name);
    const found = byId ?? byName ?? this.#open[0];
    if (!found) return id || madeCallId('h', this.#count++);
    this.#open = this.#open.filter((call) => call !== found);
    return found.id;
  }
}
