import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationEntries } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { DOCS_FILES, startAdminWorld, type AdminWorld } from '../support/admin-world';
import { sendRaw, toRequest } from '../support/raw-client';

const JSON_TYPE = 'Content-Type: application/json';
const POSTS = [
  ...operationEntries(operations).map(({ name }) => `/admin/v1/${name}`),
  '/admin/v1/session/renew',
  '/register-api',
];
const GETS = ['/admin/v1/events'];
const OPEN_GETS = ['/', '/docs', '/redoc', '/health', '/admin/v1/openapi.json', '/assets/index.js'];

let world: AdminWorld;
let folder: string;
let dataKey: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-panel-'));
  const panelDir = path.join(folder, 'panel');
  await mkdir(path.join(panelDir, 'assets'), { recursive: true });
  await writeFile(path.join(panelDir, 'index.html'), '<!doctype html><title>Latchkey</title>');
  await writeFile(path.join(panelDir, 'assets', 'index.js'), 'export {};');
  await writeFile(path.join(folder, 'secret.js'), 'outside');
  await symlink(path.join(folder, 'secret.js'), path.join(panelDir, 'assets', 'link.js'));
  for (const file of DOCS_FILES) {
    const from = path.resolve(import.meta.dirname, '../../node_modules', file);
    await copyFile(from, path.join(folder, path.basename(file)));
  }
  world = await startAdminWorld({ panelDir, docsDir: folder, allowedHosts: ['nas.local'] });
  dataKey = (await world.keys.create({ name: 'Phone', services: '*' })).secret;
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly bearer?: string | undefined;
  readonly headers?: readonly string[];
  readonly body?: string;
}

async function ask(place: string, asked: Asked = {}) {
  const { method = 'POST', host = `127.0.0.1:${world.port}`, headers = [JSON_TYPE] } = asked;
  const bearer = 'bearer' in asked ? asked.bearer : world.secret;
  const all = [`Host: ${host}`, ...headers];
  if (bearer !== undefined) all.push(`Authorization: Bearer ${bearer}`);
  const body = asked.body ?? (method === 'POST' ? '{"probe":1}' : '');
  const { first } = await sendRaw(world.port, toRequest(`${method} ${place}`, all, body));
  const { status, text } = first;
  return { status, text, headers: Object.fromEntries(first.headers) };
}

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

describe('the edge of the admin listener', () => {
  test.each([
    '',
    'a@b',
    'x/y',
    'a,b',
    'x?',
    'localhost/#@evil',
    'a'.repeat(300),
    '[::1',
    'localhost:99999',
    '127.0.0.1:1:2',
    '.localhost',
  ])('P-14 I-01: Host %j is refused as malformed', async (host) => {
    expect((await ask('/admin/v1/keys.list', { host, bearer: undefined })).status).toBe(400);
    expect((await ask('/admin/v1/keys.list', { host })).status).toBe(400);
  });

  test('P-13: two Hosts are refused, equal or not', async () => {
    const host = `Host: 127.0.0.1:${world.port}`;
    const headers = [JSON_TYPE, host];
    expect((await ask('/admin/v1/keys.list', { headers })).status).toBe(400);
  });

  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:1', 'nas.local', 'nas.local:5540'])(
    'P-15: Host %s is ours',
    async (host) => {
      expect((await ask('/health', { method: 'GET', host })).status).toBe(200);
    },
  );

  test.each([
    'nas.local.evil.test',
    'evil-nas.local',
    '127.0.0.1.evil.test',
    'localhost.',
    '192.168.1.20',
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
  ])('T-03: Host %s is not ours', async (host) => {
    expect([400, 403]).toContain((await ask('/health', { method: 'GET', host })).status);
  });

  test.each([
    '/admin/v1/keys.list/',
    '/ADMIN/v1/keys.list',
    '/admin/v1/Keys.list',
    '/admin/v1/__proto__.toString',
    '/admin/v1/keys',
    '/admin/v1/',
  ])('P-25 P-32: %s is no operation', async (place) => {
    expect([404, 405]).toContain((await ask(place)).status);
  });

  test('P-32: a name from the prototype is 404, and only for the owner', async () => {
    const place = '/admin/v1/__proto__.toString';
    expect((await ask(place)).status).toBe(404);
    expect((await ask(place, { bearer: undefined })).status).toBe(401);
  });

  test.each([
    '/admin/v1/../v1/keys.list',
    '/admin/v1/%6beys.list',
    '//admin/v1/keys.list',
    '/admin//v1/keys.list',
    '/admin/v1/./keys.list',
    '/admin/v1/keys.list%00',
    '/admin\\v1/keys.list',
    'http://evil.test/admin/v1/keys.list',
    '/assets/..%2f..%2fsecret.js',
    '*',
  ])('P-22 P-23 P-26: %s is refused before any route sees it', async (place) => {
    expect((await ask(place)).status).toBe(400);
  });

  test('two Authorization headers are refused', async () => {
    const headers = [JSON_TYPE, `Authorization: Bearer ${world.secret}`];
    expect((await ask('/admin/v1/keys.list', { headers })).status).toBe(400);
  });

  test.each(['token', 'Basic', 'Bearer x', ''])(
    'a bearer of another form (%j) is none',
    async (form) => {
      const headers = [JSON_TYPE, `Authorization: ${form} ${world.secret}`];
      expect((await ask('/admin/v1/keys.list', { headers, bearer: undefined })).status).toBe(401);
    },
  );

  test('T-17 D-9: the secret is not taken from the query or a cookie', async () => {
    const headers = [JSON_TYPE, `Cookie: token=${world.secret}`];
    const place = `/admin/v1/keys.list?token=${world.secret}&access_token=${world.secret}`;
    expect((await ask(place, { headers, bearer: undefined })).status).toBe(401);
  });

  test('P-58 P-59: an upgrade is never granted', async () => {
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
    for (const place of ['/', '/admin/v1/events']) {
      const answer = await ask(place, { method: 'GET', headers: upgrade });
      expect(answer.status).toBe(405);
    }
    const evil = await ask('/', {
      method: 'GET',
      headers: [...upgrade, 'Origin: http://evil.test'],
    });
    expect(evil.status).toBe(403);
  });

  test('P-72: a preflight gets no permission', async () => {
    const headers = ['Origin: http://evil.test', 'Access-Control-Request-Method: POST'];
    const answer = await ask('/admin/v1/keys.list', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(405);
    expect(Object.keys(answer.headers).join()).not.toContain('access-control');
  });

  test('P-34: another expectation is refused', async () => {
    expect((await ask('/admin/v1/keys.list', { headers: [JSON_TYPE, 'Expect: x'] })).status).toBe(
      417,
    );
  });
});

describe('every answer', () => {
  const places: [string, Asked][] = [
    ...OPEN_GETS.map((place): [string, Asked] => [place, { method: 'GET', headers: [] }]),
    ['/admin/v1/keys.list', {}],
    ['/admin/v1/keys.list', { bearer: undefined }],
    ['/nothing/here', { method: 'GET' }],
  ];
  test.each(places)(
    'P-71: %s is kept nowhere, framed nowhere and names no program',
    async (place, asked) => {
      const { headers } = await ask(place, asked);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      for (const name of [
        'server',
        'x-powered-by',
        'etag',
        'set-cookie',
        'access-control-allow-origin',
      ]) {
        expect(headers).not.toHaveProperty(name);
      }
    },
  );

  test('E-04: the panel may run its own scripts and nothing else', async () => {
    const { headers } = await ask('/', { method: 'GET', headers: [] });
    const csp = headers['content-security-policy'];
    expect(csp).toContain("script-src 'self';");
    expect(csp).toContain("connect-src 'self';");
    expect(csp).toContain("require-trusted-types-for 'script'");
    expect(csp).not.toContain('unsafe');
  });

  test('P-70: a refusal is JSON with code, message and request id, without inner details', async () => {
    const { text } = await ask('/admin/v1/keys.list', { bearer: undefined });
    const { error } = JSON.parse(text) as { error: Record<string, string> };
    expect(error['code']).toBe('ADMIN_REQUIRED');
    expect(error['message']).toMatch(/\.$/);
    expect(error['requestId']).toMatch(/^[0-9a-f]{16}$/);
    expect(text).not.toMatch(/node_modules|at .*:\d+/);
  });

  test('P-73: 401 says how to come in', async () => {
    const { headers } = await ask('/admin/v1/keys.list', { bearer: undefined });
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
  });
});

describe('pages and files', () => {
  test.each(OPEN_GETS)('S003-37 S003-38 S003-39: %s needs no secret', async (place) => {
    const answer = await ask(place, { method: 'GET', bearer: undefined, headers: [] });
    expect(answer.status).toBe(200);
  });

  test.each(['/docs', '/redoc'])(
    'S003-37 S003-38: everything that %s needs comes from here',
    async (place) => {
      const { text } = await ask(place, { method: 'GET', headers: [] });
      const needed = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(needed.length).toBeGreaterThan(1);
      for (const file of needed) {
        expect(file).toMatch(/^\//);
        expect((await ask(file, { method: 'GET', headers: [] })).status).toBe(200);
      }
    },
  );

  test('a file outside the panel cannot be had, not even through a link in it', async () => {
    for (const place of ['/assets/link.js', '/secret.js', '/package.json']) {
      expect((await ask(place, { method: 'GET', headers: [] })).status).toBe(404);
    }
  });

  test('HEAD gives the headers of GET and no body', async () => {
    const answer = await ask('/assets/index.js', { method: 'HEAD', headers: [] });
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '10']);
  });

  test('X13 S003-3: the classic registration works for the owner', async () => {
    const body = JSON.stringify({ name: 'Weather', target_url: 'http://127.0.0.1:9' });
    const { status, text } = await ask('/register-api', { body });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ service_id: '1', gateway_url: '/proxy/1' });
    const refused = await ask('/register-api', { body: '{"name":"X","target_url":"file:///x"}' });
    expect(refused.status).toBe(400);
  });
});
