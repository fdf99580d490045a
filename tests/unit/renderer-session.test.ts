import type { Failure } from '#shared/contract/define';
import { afterEach, expect, test, vi } from 'vitest';
import { createHttpChannel } from '../../renderer/api/http-transport';
import { ENDED } from '../../renderer/api/ended-session';
import { SharedAnswer } from '../../renderer/api/shared-answer';

afterEach(() => void vi.unstubAllGlobals());

/** A panel whose token the gateway forgot, as one that was started again does; `asked` is what it was asked. */
function openPanel() {
  const asked: string[] = [];
  const refusal = { ok: false, error: { code: 'SESSION_ENDED', message: 'over' } };
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return Response.json(refusal, { status: 401 });
  });
  const session = {
    token: 'lks_x' as string | undefined,
    refusals: 0,
    confirm: () => holds.get(),
    doubt: () => holds.forget(),
    refused() {
      this.token = undefined;
      this.refusals++;
      holds.put(ENDED);
    },
  };
  const holds = new SharedAnswer<Failure | undefined>(async () => {
    await fetch('/admin/v1/session/renew');
    session.refused();
    return ENDED;
  });
  return { asked, session, holds, channel: createHttpChannel(session) };
}

test('a panel that was open over a restart asks once, and then shows the sign-in', async () => {
  const { asked, session, channel } = openPanel();
  const stop = channel.listen(() => {});
  const names = ['keys.list', 'services.list', 'status.get', 'usage.summary'] as const;
  const replies = await Promise.all(names.map((name) => channel.send(name, {})));
  expect(replies.map((reply) => !reply.ok && reply.error.code)).toEqual(
    Array(4).fill('SESSION_ENDED'),
  );
  await channel.send('keys.list', {});
  expect(asked).toEqual(['/admin/v1/session/renew']);
  expect(session.refusals).toBe(1);
  stop();
});

test('a token that is refused in the middle is not sent again', async () => {
  const { asked, session, holds, channel } = openPanel();
  holds.put(undefined);
  await channel.send('keys.list', {});
  await channel.send('services.list', {});
  expect(asked).toEqual(['/admin/v1/keys.list']);
  expect(session.token).toBeUndefined();
});

test('an event stream that is refused ends for good', async () => {
  const { asked, session, holds, channel } = openPanel();
  holds.put(undefined);
  const stop = channel.listen(() => {});
  await expect.poll(() => session.refusals).toBe(1);
  await channel.send('keys.list', {});
  expect(asked).toEqual(['/admin/v1/events']);
  stop();
});
