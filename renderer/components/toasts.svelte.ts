import { createContext } from 'svelte';
import { toCode } from '../api/resource.svelte';
import { toErrorText } from '../text/error-text';
import { t } from '../text/t';

interface Toast {
  readonly id: number;
  readonly tone: 'success' | 'warning' | 'danger';
  readonly title: string;
  readonly text: string | undefined;
  /** Takes back what the notice speaks of. */
  readonly undo: (() => Promise<void>) | undefined;
}

const SHOWN_MS = { success: 3500, warning: 9000, danger: 9000 } as const;
/** Long enough to read it, to think, and to get there with the keyboard. */
const UNDO_MS = 12_000;

/** Short notices in the corner: what was done, or why it was not. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody looks at timers
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  show(tone: Toast['tone'], title: string, text?: string): void {
    this.#add({ tone, title, text, undo: undefined });
  }

  /** Says what was done, with a button that takes it back. */
  undo(title: string, back: () => Promise<unknown>, text?: string): void {
    const takeBack = async () => {
      const isBack = await this.attempt(async () => {
        await back();
        return true;
      });
      if (isBack) this.show('success', t.shell.undone, t.shell.noLonger(title));
    };
    this.#add({ tone: 'success', title, text, undo: takeBack });
  }

  /** Takes back the newest of what can be taken back; false when there is nothing. */
  undoLast(): boolean {
    const last = this.list.findLast(({ undo }) => undo !== undefined);
    if (last) this.press(last);
    return last !== undefined;
  }

  /** The button of a notice was pressed. */
  press({ id, undo }: Toast): void {
    this.dismiss(id);
    void undo?.();
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Nothing goes while somebody points at the notices or is among them with the keyboard. */
  hold(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  release(): void {
    for (const toast of this.list) this.#dismissLater(toast);
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

  #add(said: Omit<Toast, 'id'>): void {
    const toast = { ...said, id: this.#next++ };
    for (const { id } of this.list.slice(0, -2)) this.dismiss(id);
    this.list = [...this.list, toast];
    this.#dismissLater(toast);
  }

  #dismissLater({ id, tone, undo }: Toast): void {
    clearTimeout(this.#timers.get(id));
    const shownMs = undo ? UNDO_MS : SHOWN_MS[tone];
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), shownMs),
    );
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
