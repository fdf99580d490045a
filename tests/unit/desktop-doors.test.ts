import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isOurPage } from '../../main/ipc/sender';
import { saveExport } from '../../main/platform/save-export';
import { answerPage, listFiles } from '../../main/window/app-protocol';
import { isAllowedExternal } from '../../main/window/external-links';

describe('the pages of the window', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'latchkey-pages-'));
    await mkdir(path.join(dir, 'pages/assets'), { recursive: true });
    await writeFile(path.join(dir, 'secret.json'), '{}');
    await writeFile(path.join(dir, 'pages/index.html'), '<!doctype html>');
    await writeFile(path.join(dir, 'pages/assets/main.js'), '');
    await writeFile(path.join(dir, 'pages/notes.exe'), '');
    await symlink(path.join(dir, 'secret.json'), path.join(dir, 'pages/link.json'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const get = (url: string, method = 'GET') =>
    answerPage(listFiles(path.join(dir, 'pages')), { url, method });

  test('our files are served by their exact names, with a policy and a type', () => {
    const page = get('latchkey://app/index.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(get('latchkey://app/assets/main.js').headers.get('content-type')).toContain(
      'javascript',
    );
  });

  test.each([
    'latchkey://app/../secret.json',
    'latchkey://app/..%2fsecret.json',
    'latchkey://app/%2e%2e/secret.json',
    'latchkey://app/assets/..%5c..%5csecret.json',
    'latchkey://app//index.html',
    'latchkey://app/INDEX.HTML',
    'latchkey://app/index.html%00.js',
    'latchkey://app/link.json',
    'latchkey://app/notes.exe',
    'latchkey://app/',
    'latchkey://evil/index.html',
    'latchkey:index.html',
  ])('E-10: %s is not found', (url) => {
    expect(get(url).status).toBe(404);
  });

  test('only reading is allowed', () => {
    expect(get('latchkey://app/index.html', 'POST').status).toBe(404);
  });
});

describe('saving an export', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'latchkey-saving-'));
    await mkdir(path.join(dir, 'exports/folder.csv'), { recursive: true });
    await mkdir(path.join(dir, 'chosen'));
    await writeFile(path.join(dir, 'config.json'), 'secret');
    await writeFile(path.join(dir, 'exports/audit-1.csv'), 'a,b\r\n');
    await writeFile(path.join(dir, 'exports/half.part'), 'half');
    await symlink(path.join(dir, 'config.json'), path.join(dir, 'exports/link.csv'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const place = (name: string) => path.join(dir, 'chosen', name);
  const save = (name: string, chosen: string | undefined = place(name)) => {
    const choosePlace = vi.fn(async () => chosen);
    return { choosePlace, saved: saveExport({ dataDir: dir, choosePlace }, name) };
  };

  test('goes whole and private to where the owner wants it, or nowhere', async () => {
    const { choosePlace, saved } = save('audit-1.csv');
    expect(await saved).toBe(true);
    expect(choosePlace).toHaveBeenCalledWith('audit-1.csv');
    expect(await readFile(place('audit-1.csv'), 'utf8')).toBe('a,b\r\n');
    if (process.platform !== 'win32') {
      expect((await stat(place('audit-1.csv'))).mode & 0o777).toBe(0o600);
    }
    await rm(place('audit-1.csv'));
    const choosePlaceOfNothing = async () => undefined;
    const deps = { dataDir: dir, choosePlace: choosePlaceOfNothing };
    expect(await saveExport(deps, 'audit-1.csv')).toBe(false);
    expect(await readdir(path.join(dir, 'chosen'))).toEqual([]);
  });

  test('a place that cannot be written says so', async () => {
    const { saved } = save('audit-1.csv', path.join(dir, 'nowhere/audit-1.csv'));
    await expect(saved).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  test.each([
    '../config.json',
    '..\\config.json',
    'exports/../../config.json',
    '/etc/passwd',
    'config.json\u0000.csv',
    'link.csv',
    'folder.csv',
    'half.part',
    'nothing.csv',
    '.hidden.csv',
    'audit-1.csv ',
    '',
  ])('I-12: %j is no export, and the owner is not even asked', async (name) => {
    const { choosePlace, saved } = save(name);
    await expect(saved).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(choosePlace).not.toHaveBeenCalled();
  });
});

describe('links to the outside', () => {
  test('a page of a known host may be opened in the browser', () => {
    expect(isAllowedExternal('https://ollama.com/download')).toBe(true);
  });

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-msdt:/id',
    '\\\\server\\share',
    'http://ollama.com/',
    'https://ollama.com.evil.test/',
    'https://evil.test/ollama.com',
    'https://ollama.com@evil.test/',
    'https://user@ollama.com/',
    'https://ollama.com:8443/',
    'vscode://ollama.com',
    '',
  ])('E-08: %s is refused', (url) => {
    expect(isAllowedExternal(url)).toBe(false);
  });
});

describe('who may speak to the bridge', () => {
  const origins = ['latchkey://app'];
  const ours = { url: 'latchkey://app/index.html', parent: null };

  test('the top frame of our window on our page', () => {
    expect(isOurPage(ours, ours, origins)).toBe(true);
  });

  test('E-05: another window, a frame inside, a frame that is gone, and a foreign page may not', () => {
    const frame = (url: string, parent: unknown = null) => ({ url, parent });
    expect(isOurPage(frame(ours.url), ours, origins)).toBe(false);
    expect(isOurPage(null, null, origins)).toBe(false);
    expect(isOurPage(ours, null, origins)).toBe(false);
    const inside = frame(ours.url, ours);
    expect(isOurPage(inside, inside, origins)).toBe(false);
    for (const url of ['', 'about:blank', 'https://app/index.html', 'latchkey://app.evil/']) {
      const left = frame(url);
      expect(isOurPage(left, left, origins), url).toBe(false);
    }
  });
});

vi.mock('electron', () => ({ ipcMain: {} }));

describe('where a call goes', () => {
  test('each name has one owner, and an unknown name has none', async () => {
    const { route } = await import('../../main/ipc/bridge');
    const shell = vi.fn(async () => ({ ok: true, value: 'shell' }) as const);
    const gateway = vi.fn(async () => ({ ok: true, value: 'gateway' }) as const);
    const to = (name: unknown) => route(name, {}, { shell, gateway });
    expect(await to('shell.get')).toMatchObject({ value: 'shell' });
    expect(await to('keys.list')).toMatchObject({ value: 'gateway' });
    for (const name of ['__proto__.toString', 'shell', 'keys.steal', '', 7, null, ['keys.list']]) {
      expect(await to(name)).toMatchObject({ error: { code: 'OPERATION_UNKNOWN' } });
    }
    expect(shell).toHaveBeenCalledTimes(1);
    expect(gateway).toHaveBeenCalledTimes(1);
  });
});
