/**
 * Threat: what is fetched lists a household's calls, and its name comes from the other side. Only a plain name is used, a
 * file that is there is never replaced unless it was named, and what came is private to its owner.
 */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isExportName } from '#shared/domain/export-name';
import type { CommandContext, Flag } from './command';
import { CliError, EXIT } from './exit-code';
import { safeJson, safeText } from './safe-text';
import { writePrivateFile } from './write-private-file';

export const OUTPUT_FLAG: Flag = {
  name: 'output',
  short: 'o',
  value: 'FILE',
  isFile: true,
  text: 'where to put the file (the current folder, when not said)',
};

const isFolder = async (place: string): Promise<boolean> =>
  (await stat(place).catch(() => undefined))?.isDirectory() ?? false;

async function placeFor(name: string, typed: string | undefined) {
  if (typed !== undefined && !(await isFolder(typed))) return { file: typed, isNamed: true };
  if (isExportName(name)) return { file: path.join(typed ?? '.', name), isNamed: false };
  throw new CliError(EXIT.refused, 'The gateway named the file in a way that cannot be used.');
}

/** What an operation that writes a file answers with. */
interface Written {
  readonly name: string;
  readonly bytes: number;
}

/** Fetches a file that the gateway wrote, whole or not at all, and says where it is. Throws CliError. */
export async function saveExport(context: CommandContext, reply: Written): Promise<void> {
  const { given, terminal, download } = context;
  const { file, isNamed } = await placeFor(reply.name, given.text('output'));
  const chunks = await download(reply.name);
  await writePrivateFile(file, chunks, { isNew: !isNamed });
  const { size } = await stat(file);
  if (size !== reply.bytes) {
    await rm(file, { force: true });
    throw new CliError(EXIT.refused, 'The file did not arrive whole. Nothing was kept.');
  }
  if (given.isSet('json')) terminal.out(`${safeJson({ ...reply, file: path.resolve(file) })}\n`);
  else terminal.out(`Saved ${safeText(file)} (${reply.bytes} bytes).\n`);
}
