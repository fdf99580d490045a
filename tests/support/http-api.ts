import { createClient } from '#shared/contract/client';
import type { ClientOf, Reply } from '#shared/contract/define';
import { operations, type Operations } from '#shared/contract/operations/registry';

/** A well-formed admin secret for tests. */
export const TEST_ADMIN_SECRET = 'lka_TestAdmin0_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG2DgP4M';

/** Speaks to the admin listener as a script would. */
export const createHttpApi = (adminUrl: string, secret: string): ClientOf<Operations> =>
  createClient(operations, async (name, input) => {
    const answer = await fetch(`${adminUrl}/admin/v1/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(input ?? {}),
    });
    return (await answer.json()) as Reply;
  });
