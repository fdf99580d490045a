/**
 * Whoever can edit the record can also cut off its end, and a chain alone does not notice. So the last place that was
 * on disk is kept in a second file, and with it the first place that rotation has left.
 */
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { ChainHead } from './audit-line';

const Head = z.object({
  seq: z.int().min(0),
  hash: z.string(),
  /** Lines up to this one went with the oldest file; the hash is that of the last of them. */
  gone: z.object({ seq: z.int().min(0), hash: z.string() }).optional(),
  /** At this line there was once no such file, so lines after it may have been cut off before. */
  unsureAt: z.int().min(0).optional(),
});

/** What `head.json` says. */
export interface AuditHead extends ChainHead {
  readonly gone?: ChainHead | undefined;
  readonly unsureAt?: number | undefined;
}

/** What was last known to be on disk; undefined when there is no such file or it cannot be read. */
export async function readHead(folder: string): Promise<AuditHead | undefined> {
  try {
    const parsed = Head.safeParse(
      JSON.parse(await readFile(path.join(folder, 'head.json'), 'utf8')),
    );
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // The chain itself is the witness then.
  }
}

/** Replaces `head.json` whole. Its own sync is left to the system: an older head is true as well, it only says less. */
export async function writeHead(folder: string, head: AuditHead): Promise<void> {
  const temporary = path.join(folder, 'head.json.tmp');
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(head)}\n`);
  } finally {
    await handle.close();
  }
  await rename(temporary, path.join(folder, 'head.json'));
}
