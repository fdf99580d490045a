/**
 * Threat: a name that leads out of the folder, or a file that a browser opens as a page of the panel. The name is
 * compared with a strict form as it was sent, never decoded, and everything is sent as a download of plain bytes.
 */
import type { Request, RequestHandler, Response } from 'express';
import { LatchkeyError } from '#shared/contract/errors';
import { readExport } from '../storage/export-files';
import { setSecurityHeaders } from './admin-answer';

export const EXPORTS_PATH = '/admin/v1/exports';

async function send(dataDir: string, req: Request, res: Response): Promise<void> {
  const name = req.path.slice(1);
  const found = await readExport(dataDir, name);
  if (!found) throw new LatchkeyError('NOT_FOUND', { message: 'There is no such export.' });
  setSecurityHeaders(res);
  res.setHeader('content-type', 'application/octet-stream');
  res.setHeader('content-disposition', `attachment; filename="${name}"`);
  res.setHeader('content-length', found.bytes);
  if (req.method === 'HEAD' || found.bytes === 0) {
    await found.handle.close();
    return void res.end();
  }
  // It may still grow in theory: no more is sent than was promised.
  const stream = found.handle.createReadStream({ start: 0, end: found.bytes - 1 });
  stream.once('error', () => res.destroy());
  res.once('close', () => stream.destroy());
  stream.pipe(res);
}

/** `GET /admin/v1/exports/<name>`: one finished export as a download; stands behind the owner check. */
export const createExportDownload =
  (dataDir: string): RequestHandler =>
  (req, res) =>
    send(dataDir, req, res);
