import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';

let world: AdminWorld;
beforeEach(async () => {
  world = await startAdminWorld();
});
afterEach(() => world.close());

const post = async (place: string, body: unknown, bearer?: string) => {
  const answer = await fetch(`${world.url}/admin/v1/${place}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify(body),
  });
  const reply = (await answer.json()) as { value?: { token: string }; error?: { code: string } };
  return { status: answer.status, reply, headers: answer.headers };
};

describe('signing in', () => {
  test('D-9: the secret is exchanged for a token that opens operations and can be renewed', async () => {
    const { reply } = await post('session', { secret: world.secret });
    const token = reply.value?.token ?? '';
    expect((await post('keys.list', {}, token)).status).toBe(200);
    const renewed = await post('session/renew', {}, token);
    expect((await post('keys.list', {}, renewed.reply.value?.token)).status).toBe(200);
  });

  test('D-9: signing out ends the token at once, for whoever else may have it', async () => {
    const { token } = world.auth.createSession();
    expect((await post('session/end', {}, token)).status).toBe(200);
    expect((await post('keys.list', {}, token)).status).toBe(401);
  });

  test('a one-time code from the app signs in once', async () => {
    const { code } = world.auth.createCode();
    expect((await post('session', { code })).status).toBe(200);
    expect((await post('session', { code })).status).toBe(401);
  });

  test('T-12: an API key or a token does not sign in', async () => {
    const { secret } = await world.keys.create({ name: 'Phone', services: '*' });
    expect((await post('session', { secret })).status).toBe(401);
    const { token } = world.auth.createSession();
    expect((await post('session', { secret: token })).status).toBe(401);
  });

  test.each([{}, { secret: 1 }, { code: '' }, { secret: 'a', code: 'b' }, []])(
    'a body of another form (%j) is refused',
    async (body) => {
      expect((await post('session', body)).status).toBe(400);
    },
  );

  test('T-02: a wrong secret is on record without a character of it', async () => {
    await post('session', { secret: 'not-the-secret-at-all' });
    const { entries } = await world.audit.search({ event: 'UNAUTHORIZED', limit: 10 });
    expect(entries).toMatchObject([{ code: 'ADMIN_REQUIRED', status: 401, presented: null }]);
    expect(JSON.stringify(entries)).not.toContain('not-the');
  });
});

describe('events', () => {
  const open = async (bearer: string) => {
    const headers = { authorization: `Bearer ${bearer}` };
    const asked = get(`${world.url}/admin/v1/events`, { headers });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    answer.on('error', () => {});
    return { answer, asked, text: () => text };
  };

  test('a signed-in browser is told what changed', async () => {
    const { token } = world.auth.createSession();
    const stream = await open(token);
    expect(stream.answer.headers['content-type']).toContain('text/event-stream');
    world.events.emit('changed', { group: 'keys' });
    await vi.waitFor(
      () =>
        expect(stream.text()).toContain('data: {"name":"changed","payload":{"group":"keys"}}\n\n'),
      20_000,
    );
    stream.asked.destroy();
  });

  test('D-9: a new admin secret ends an open stream before the next event', async () => {
    const { token } = world.auth.createSession();
    const stream = await open(token);
    await world.auth.rotate();
    world.events.emit('changed', { group: 'keys' });
    await once(stream.answer, 'end');
    expect(stream.text()).not.toContain('changed');
  });

  test('too many streams are refused, and a closed one makes room', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(world.secret)));
    expect((await open(world.secret)).answer.statusCode).toBe(503);
    streams[0]?.asked.destroy();
    await vi.waitFor(async () => {
      const next = await open(world.secret);
      next.asked.destroy();
      expect(next.answer.statusCode).toBe(200);
    }, 20_000);
    streams.forEach(({ asked }) => asked.destroy());
  });

  test('the message port carries the same events, pings and the stop', async () => {
    world.events.emit('changed', { group: 'settings' });
    const event = { name: 'changed', payload: { group: 'settings' } };
    await vi.waitFor(() => expect(world.said).toContainEqual({ type: 'event', event }), 20_000);
    world.post({ type: 'ping', id: 7 });
    await vi.waitFor(() => expect(world.said).toContainEqual({ type: 'pong', id: 7 }), 20_000);
    world.post({ type: 'stop', graceMs: 0 });
    await vi.waitFor(() => expect(world.said).toContainEqual({ type: 'stopped' }), 20_000);
  });

  test('E-06: a message of another form is dropped and harms nothing', async () => {
    const before = world.said.length;
    for (const message of [null, 1, 'stop', [], {}, { type: 'x' }, { type: 'call', id: 'a' }]) {
      world.post(message);
    }
    expect((await world.messagePort('status.get', {})).ok).toBe(true);
    expect(world.said.slice(before).map(({ type }) => type)).toEqual(['reply']);
  });
});
