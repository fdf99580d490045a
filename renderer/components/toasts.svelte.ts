import { createContext } from 'svelte';
import { toCode } from '../api/resource.svelte';
import { toErrorText } from '../text/error-text';

export interface Toast {
  readonly id: number;
  readonly tone: 'success' | 'danger';
  readonly title: string;
  readonly text: string | undefined;
}

const SHOWN_MS = { success: 3500, danger: 9000 } as const;

/** Short notices in the corner: what was done, or why it was not. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  show(tone: Toast['tone'], title: string, text?: string): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, tone, title, text }];
    setTimeout(() => this.dismiss(id), SHOWN_MS[tone]);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Runs a command; a refusal becomes a notice that says what to do, and the answer is undefined. */
  async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (thrown) {
      const { title, help } = toErrorText(toCode(thrown));
      this.show('danger', title, help);
      return undefined;
    }
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
