import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askAdmin, type Asked } from '../support/admin-ask';
import { DOCS_FILES, startAdminWorld, type AdminWorld } from '../support/admin-world';

const OPEN_GETS = ['/', '/docs', '/redoc', '/health', '/admin/v1/openapi.json', '/assets/index.js'];

let world: AdminWorld;
let folder: string;
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
  world = await startAdminWorld({ panelDir, docsDir: folder });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (place: string, asked: Asked = {}) => askAdmin(world, place, asked);

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
