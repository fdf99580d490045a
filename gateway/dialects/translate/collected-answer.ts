import type { NeutralToolCall } from './neutral-chat';
import type { NeutralEvent } from './neutral-event';

export type AnswerBlock =
  | { readonly type: 'text' | 'reasoning'; text: string }
  | { readonly type: 'call'; readonly call: NeutralToolCall };

/** Gathers the events of an answer into its blocks, in the order in which they came. */
export class CollectedAnswer {
  readonly blocks: AnswerBlock[] = [];
  model: string | null = null;
  #json = '';

  add(event: NeutralEvent): void {
    if (event.type === 'start') this.model = event.model;
    if (event.type === 'text' || event.type === 'reasoning') this.#addText(event.type, event.text);
    if (event.type === 'toolArguments') this.#json += event.json;
    if (event.type === 'toolStart') this.#addCall(event.id, event.name);
    if (event.type === 'toolEnd') this.#endCall();
  }

  /** All text of one kind; undefined when there is none. */
  textOf(type: 'text' | 'reasoning'): string | undefined {
    const texts = this.blocks.flatMap((block) => (block.type === type ? [block.text] : []));
    return texts.length > 0 ? texts.join('') : undefined;
  }

  get calls(): NeutralToolCall[] {
    return this.blocks.flatMap((block) => (block.type === 'call' ? [block.call] : []));
  }

  #addText(type: 'text' | 'reasoning', text: string): void {
    const last = this.blocks.at(-1);
    if (last?.type === type) last.text += text;
    else this.blocks.push({ type, text });
  }

  #addCall(id: string, name: string): void {
    this.#json = '';
    this.blocks.push({ type: 'call', call: { id, name, json: '{}' } });
  }

  #endCall(): void {
    const last = this.blocks.pop();
    if (last?.type === 'call') {
      this.blocks.push({ type: 'call', call: { ...last.call, json: this.#json || '{}' } });
    }
  }
}
