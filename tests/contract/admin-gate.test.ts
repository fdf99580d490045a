import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationEntries } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { askAdmin, JSON_TYPE, type Asked } from '../support/admin-ask';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';
import { sendRaw, toRequest } from '../support/raw-client';

const POSTS = [
  ...operationEntries(operations).map(({ name }) => `/admin/v1/${name}`),
  '/admin/v1/session/renew',
  '/admin/v1/session/end',
  '/register-api',
];
const GETS = ['/admin/v1/events'];

let world: AdminWorld;
let dataKey: string;
beforeAll(async () => {
  world = await startAdminWorld();
  dataKey = (await world.keys.create({ name: 'Phone', services: '*' })).secret;
});
afterAll(() => world.close());

const ask = (place: string, asked: Asked = {}) => askAdmin(world, place, asked);

const codeOf = ({ text }: { text: string }) =>
  (JSON.parse(text) as { error: { code: string } }).error.code;

/** Each refusal, alone: everything else about the request is right. */
const refusals: Record<string, { asked: () => Asked; status: number; code: string }> = {
  'T-03: a Host that is not ours': {
    asked: () => ({ host: 'evil.test' }),
    status: 403,
    code: 'HOST_NOT_ALLOWED',
  },
  'P-14 I-01: a Host with a path and a user in it': {
    asked: () => ({ host: `localhost:${world.port}/#@x` }),
    status: 400,
    code: 'REQUEST_MALFORMED',
  },
  'T-04: an Origin that is not ours': {
    asked: () => ({ headers: [JSON_TYPE, 'Origin: http://evil.test'] }),
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  },
  'T-04: an opaque Origin': {
    asked: () => ({ headers: [JSON_TYPE, 'Origin: null'] }),
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  },
  'T-04: a browser that calls it cross-site': {
    asked: () => ({ headers: [JSON_TYPE, 'Sec-Fetch-Site: cross-site'] }),
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  },
  'T-04: another port of this computer': {
    asked: () => ({ headers: [JSON_TYPE, 'Sec-Fetch-Site: same-site'] }),
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  },
  'T-17: no secret at all': {
    asked: () => ({ bearer: undefined }),
    status: 401,
    code: 'ADMIN_REQUIRED',
  },
  'T-02: a wrong secret': {
    asked: () => ({ bearer: `${world.secret.slice(0, -1)}?` }),
    status: 401,
    code: 'ADMIN_REQUIRED',
  },
  'T-12: an API key in place of the secret': {
    asked: () => ({ bearer: dataKey }),
    status: 401,
    code: 'ADMIN_REQUIRED',
  },
};

describe.each(Object.keys(refusals))('%s is refused', (name) => {
  test.each([...POSTS, ...GETS])('D-9: on %s', async (place) => {
    const { asked, status, code } = refusals[name] as (typeof refusals)[string];
    const method = GETS.includes(place) ? 'GET' : 'POST';
    const answer = await ask(place, { method, ...asked() });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });
});

describe('every route that takes a body', () => {
  test.each([...POSTS, '/admin/v1/session'])(
    'T-04: %s refuses other types than JSON',
    async (place) => {
      for (const headers of [
        [],
        ['Content-Type: text/plain'],
        ['Content-Type: application/jsonp'],
      ]) {
        expect((await ask(place, { headers })).status).toBe(415);
      }
    },
  );

  test.each([...POSTS, '/admin/v1/session'])(
    'D-9: %s refuses every other method first',
    async (place) => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
        const answer = await ask(place, { method, bearer: undefined });
        expect(answer.status).toBe(405);
        expect(answer.headers['allow']).toBe('POST');
      }
    },
  );

  test.each(POSTS)('D-9: %s judges the schema last', async (place) => {
    const answer = await ask(place, { body: '[1]' });
    expect([200, 400]).toContain(answer.status);
    expect((await ask(place, { body: '{' })).status).toBe(400);
  });

  test('P-36: a body over the limit is refused', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(300_000) });
    expect((await ask('/admin/v1/keys.create', { body })).status).toBe(413);
  });

  test('P-35: who uploads much with a wrong secret still gets to read the refusal', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(4_000_000) });
    const answer = await ask('/admin/v1/keys.create', { body, bearer: 'wrong' });
    expect(answer.status).toBe(401);
    expect(codeOf(answer)).toBe('ADMIN_REQUIRED');
  });

  test('P-33: nobody who is refused is told to go on sending', async () => {
    const headers = [JSON_TYPE, 'Expect: 100-continue', 'Content-Length: 1000000'];
    const lines = [`Host: 127.0.0.1:${world.port}`, ...headers];
    const bytes = toRequest('POST /admin/v1/keys.create', lines);
    const { answers } = await sendRaw(world.port, bytes);
    expect(answers.map(({ status }) => status)).toEqual([401]);
  });

  test('P-33: who may go on is told so', async () => {
    const lines = [`Host: 127.0.0.1:${world.port}`, JSON_TYPE, 'Expect: 100-continue'];
    const owner = [...lines, `Authorization: Bearer ${world.secret}`];
    const bytes = toRequest('POST /admin/v1/keys.list', owner, '{}');
    const { answers } = await sendRaw(world.port, bytes);
    expect(answers.map(({ status }) => status)).toEqual([100, 200]);
  });
});
