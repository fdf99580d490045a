import { OperationError } from '#shared/contract/errors';
import type { PanelSession } from './panel-session.svelte';

const FORGET_AFTER_MS = 60_000;

/** Threat: a link with the token in it would stay in the history. The token goes in a header, and the file is handed over from memory. Rejects with an OperationError. */
export const createDownload =
  (session: PanelSession) =>
  async (name: string): Promise<true> => {
    const answer = await fetch(`/admin/v1/exports/${encodeURIComponent(name)}`, {
      headers: { authorization: `Bearer ${session.token ?? ''}` },
    }).catch(() => undefined);
    if (answer?.status === 401) session.refused();
    if (!answer?.ok) {
      const code = answer === undefined ? 'GATEWAY_DOWN' : 'NOT_FOUND';
      throw new OperationError({ code, message: 'The file could not be fetched.' });
    }
    const address = URL.createObjectURL(await answer.blob());
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), FORGET_AFTER_MS);
    return true;
  };
