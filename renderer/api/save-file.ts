import type { Capabilities } from './capabilities';
import type { Toasts } from '../components/toasts.svelte';
import { toBytes, toCount } from '../text/format';
import { t } from '../text/t';

/** A file that the gateway has just finished. */
interface Finished {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Hands a finished file over and says so, unless the person chose no place for it. Rejects with an OperationError. */
export async function saveFile(
  { name, rows, bytes }: Finished,
  { saveFile: save }: Pick<Capabilities, 'saveFile'>,
  toasts: Toasts,
): Promise<void> {
  if (!(await save(name))) return;
  const text = t.receipts.savedText(toCount(rows), toBytes(bytes));
  toasts.show('success', t.receipts.saved(name), text);
}
