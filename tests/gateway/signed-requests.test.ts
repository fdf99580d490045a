import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { sendRaw, toRequest } from '../support/raw-client';
import { answerJson, toAnswer } from '../support/raw-upstream';
import { signRequest, type ToSign } from '../support/sign-request';

const run = promisify(execFile);

let gw: EdgeSubject;
let signer = { id: '', secret: '' };

beforeAll(async () => {
  gw = await startSubject();
  const { key, secret } = await gw.gateway.api.keys.create({
    name: 'signer',
    services: '*',
    signing: 'required',
    rate_limit_requests: 100_000,
  });
  signer = { id: key.id, secret };
});
afterAll(() => gw.stop());
beforeEach(() => {
  gw.upstream.forget();
  gw.upstream.run(answerJson());
});

const codeOf = (answer: { json(): unknown }): string =>
  (answer.json() as { error: { code: string } }).error.code;
const call = async (headers: readonly string[], base = gw.base) => {
  const { first } = await sendRaw(gw.port, toRequest(`GET ${base}/x`, headers));
  return first.status === 200 ? 'passed' : `${first.status} ${codeOf(first)}`;
};
/** How many requests reached the service. */
const asked = () => gw.upstream.recorded.split(' HTTP/1.1\r\n').length - 1;
const now = () => Math.floor(Date.now() / 1000);
const lastEntry = async () => (await gw.gateway.api.audit.search({})).entries[0];

describe('signed calls', () => {
  const send = async (asked: ToSign, headers = signRequest(signer.secret, asked)) => {
    const { body = '' } = asked;
    const text = typeof body === 'string' ? body : body.toString('latin1');
    const bytes = toRequest(`${asked.method} ${asked.target}`, headers, text);
    const { first } = await sendRaw(gw.port, bytes);
    return first.status === 200 ? 'passed' : `${first.status} ${codeOf(first)}`;
  };
  const get = () => ({ method: 'GET', target: `${gw.base}/x?a=1&b=%20` });

  test('S003-82: a signed call passes without its key, and the service sees neither key nor signature', async () => {
    const body = '{"model":"m","text":"ö"}';
    const post = { method: 'POST', target: `${gw.base}/v1/x?q=a%2Fb`, body };
    expect(await send(get())).toBe('passed');
    expect(await send({ ...post, body: Buffer.from(body) })).toBe('passed');
    expect(gw.upstream.recorded).not.toMatch(/latchkey|authorization/i);
    expect(Buffer.from(gw.upstream.recorded, 'latin1').toString()).toContain(body);
    expect(await lastEntry()).toMatchObject({ keyId: signer.id, status: 200 });
  });

  test.each([
    ['X-API-Key', (key: string) => [`X-API-Key: ${key}`], ''],
    ['Bearer', (key: string) => [`Authorization: Bearer ${key}`], ''],
    ['Basic', (key: string) => [`Authorization: Basic ${btoa(`:${key}`)}`], ''],
    ['path', () => [], 'path'],
  ])(
    'S003-82, P-29: a key that must sign is refused when it is sent (%s)',
    async (_how, headers, where) => {
      const base = where ? `/k/${signer.secret}${gw.base}` : gw.base;
      expect(await call(headers(signer.secret), base)).toBe('401 KEY_MUST_SIGN');
      expect(await lastEntry()).toMatchObject({ keyId: signer.id, code: 'KEY_MUST_SIGN' });
      expect(gw.upstream.opened).toBe(0);
    },
  );

  test('S003-82: the same signature is good once', async () => {
    const headers = signRequest(signer.secret, get());
    expect(await send(get(), headers)).toBe('passed');
    expect(await send(get(), headers)).toBe('401 SIGNATURE_INVALID');
    expect(asked()).toBe(1);
  });

  test('S003-82: it holds for one method, path, query, body and moment', async () => {
    const post = { method: 'POST', target: `${gw.base}/x`, body: 'hello' };
    const cases: [ToSign, string[]][] = [
      [{ ...get(), method: 'DELETE' }, signRequest(signer.secret, get())],
      [{ ...get(), target: `${gw.base}/y` }, signRequest(signer.secret, get())],
      [{ ...get(), target: `${gw.base}/x?a=2` }, signRequest(signer.secret, get())],
      [{ ...post, body: 'hellO' }, signRequest(signer.secret, post)],
      [{ ...post, body: '' }, signRequest(signer.secret, post)],
      [post, signRequest(signer.secret, { ...post, ts: now() - 302 })],
      [post, signRequest(signer.secret, { ...post, ts: now() + 302 })],
      [post, signRequest(signer.secret, { ...post, ts: now() - 120 })],
      [post, signRequest(gw.secret, post)],
      [post, signRequest(signer.secret.slice(0, -7) + 'aaaaaaa', post)],
      [post, signRequest(signer.secret, { ...post, nonce: 'short' })],
      [post, signRequest(signer.secret, post).slice(0, 1)],
    ];
    for (const [asked, headers] of cases) {
      expect(await send(asked, headers)).toBe('401 SIGNATURE_INVALID');
    }
    expect(gw.upstream.requests).toEqual([]);
  });

  test('S003-82: a chunked body is compared too, and one that is not signed goes through as it comes', async () => {
    const target = `${gw.base}/x`;
    const chunked = (headers: string[]) =>
      sendRaw(
        gw.port,
        toRequest(
          `POST ${target}`,
          [...headers, 'Transfer-Encoding: chunked'],
          '5\r\nhello\r\n0\r\n\r\n',
        ),
      );
    const sign = (body: string, unsignedBody = false) =>
      signRequest(signer.secret, { method: 'POST', target, body, unsignedBody });
    expect((await chunked(sign('hello'))).first.status).toBe(200);
    expect((await chunked(sign('other'))).first.status).toBe(401);
    expect((await chunked(sign('', true))).first.status).toBe(200);
    expect(asked()).toBe(2);
  });

  test('S003-82: a signed body above 16 MiB is refused before any of it goes on', async () => {
    const body = 'a'.repeat(16 * 1024 * 1024 + 1);
    const put = { method: 'PUT', target: `${gw.base}/x`, body };
    expect(await send(put)).toBe('413 BODY_TOO_LARGE');
    expect(gw.upstream.requests).toEqual([]);
    let bytes = 0;
    gw.upstream.run((connection, chunk) => {
      bytes += chunk.length;
      if (bytes > body.length) connection.write(toAnswer('{}'));
    });
    expect(await send({ ...put, unsignedBody: true })).toBe('passed');
  });

  test('S003-82: a paused key says so only to whoever can sign with it', async () => {
    await gw.gateway.api.keys.pause({ id: signer.id });
    expect(await send(get())).toBe('403 KEY_PAUSED');
    expect(await send(get(), signRequest(gw.secret, get()))).toBe('401 SIGNATURE_INVALID');
    await gw.gateway.api.keys.resume({ id: signer.id });
  });
});

describe('the recipes in the README', () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('<summary>Signed requests'));
  const recipe = (language: string) =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? '';

  test('S003-82: the shell recipe signs a call that passes', async ({ skip }) => {
    const env = { ...process.env, KEY: signer.secret };
    const has = await run('sh', ['-c', 'command -v openssl && command -v curl']).catch(() => null);
    skip(!has, 'openssl or curl is missing');
    const script = recipe('sh')
      .replace('http://127.0.0.1:5539', gw.gateway.publicUrl)
      .replace('/v1/chat/completions', `${gw.base}/v1/chat/completions?a=1`);
    const { stdout } = await run('sh', ['-c', script], { env });
    expect(JSON.parse(stdout)).toEqual({ ok: true });
    expect(gw.upstream.recorded).toContain('"content":"Hello"');
  });

  test('S003-82: the JavaScript recipe signs a call that passes', async () => {
    const source = `data:text/javascript,${encodeURIComponent(recipe('js'))}`;
    const { sign } = (await import(/* @vite-ignore */ source)) as {
      sign(...parts: string[]): Record<string, string>;
    };
    const target = `${gw.base}/x?q=1`;
    const headers = sign(signer.secret, 'POST', target, 'hello');
    const answer = await fetch(gw.gateway.publicUrl + target, {
      method: 'POST',
      body: 'hello',
      headers,
    });
    expect(answer.status).toBe(200);
  });
});
