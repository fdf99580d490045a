import type { Capabilities } from '../../api/capabilities';
import type { Toasts } from '../../components/toasts.svelte';
import { toBytes, toCount } from '../../text/format';
import { t } from '../../text/t';

/** A file that the gateway has just finished. */
interface Finished {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Hands a finished file over as this host can, and says where it is; its name where one has to look for it oneself. Rejects with an OperationError. */
export async function saveFile(
  { name, rows, bytes }: Finished,
  { download }: Pick<Capabilities, 'download'>,
  toasts: Toasts,
): Promise<string | undefined> {
  if (!download) return name;
  await download(name);
  const text = t.receipts.savedText(toCount(rows), toBytes(bytes));
  toasts.show('success', t.receipts.saved(name), text);
  return undefined;
}
