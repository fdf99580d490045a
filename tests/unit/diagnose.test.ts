import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { diagnose } from '../../gateway/services/diagnose';

const rules = { own: { ports: () => [], addresses: () => [] } };
const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

const listen = async (server: Pick<Server, 'listen' | 'address' | 'close'>) => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const upstream = (answer: RequestListener) => listen(createServer(answer));
const json =
  (body: unknown, status = 200): RequestListener =>
  (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const ask = (url: string, kind: 'ollama' | 'openai' | 'http' = 'ollama', timeoutMs = 2000) =>
  diagnose({ kind, url, headers: [], timeoutMs }, rules);

test('a running Ollama is recognised and its models are named', async () => {
  const url = await upstream(json({ models: [{ name: 'llama3.2:3b' }, { name: 'qwen3:8b' }] }));
  expect(await ask(url)).toMatchObject({
    ok: true,
    status: 200,
    models: ['llama3.2:3b', 'qwen3:8b'],
  });
});

test('S002-24: nothing at the address reads "not running"', async () => {
  const url = await upstream(json({}));
  open.splice(0).forEach((server) => server.close());
  expect(await ask(url)).toMatchObject({ ok: false, code: 'refused', status: null });
});

test('S002-27: a service that never answers is a timeout', async () => {
  expect(await ask(await upstream(() => {}), 'ollama', 150)).toMatchObject({ code: 'timeout' });
});

test('S002-26: an error of the service is named with its status', async () => {
  const found = await ask(await upstream(json({}, 503)));
  expect(found).toMatchObject({ code: 'error_status', status: 503 });
});

test('S002-25: a service with its own key says so, and the key that the owner gave is sent', async () => {
  const url = await upstream((req, res) => {
    const isIn = req.headers.authorization === 'Bearer theirs';
    json({ data: [{ id: 'm' }] }, isIn ? 200 : 401)(req, res);
  });
  expect(await ask(`${url}/v1`, 'openai')).toMatchObject({ code: 'needs_auth' });
  const headers = [{ name: 'authorization', value: 'Bearer theirs' }];
  expect(await diagnose({ kind: 'openai', url, headers }, rules)).toMatchObject({ models: ['m'] });
});

test('something else at the address is not taken for the service', async () => {
  const url = await upstream((_req, res) => res.end('<h1>router</h1>'));
  expect(await ask(url)).toMatchObject({ code: 'wrong_kind' });
});

test('a redirect is not followed', async () => {
  const url = await upstream((_req, res) => {
    res.writeHead(302, { location: 'http://127.0.0.1:5540/' }).end();
  });
  expect(await ask(url)).toMatchObject({ code: 'wrong_kind', status: 302 });
});

test('a program that speaks no HTTP is named as such', async () => {
  const url = await listen(createTcpServer((socket) => socket.end('SSH-2.0-x\r\n')) as never);
  expect(await ask(url, 'http')).toMatchObject({ code: 'not_http' });
});

test('an endless answer is cut and does not fill the memory', async () => {
  const url = await upstream((_req, res) => {
    const more = () => {
      while (res.write('x'.repeat(65_536)));
    };
    res.on('drain', more);
    more();
  });
  expect(await ask(url)).toMatchObject({ code: 'wrong_kind' });
});

test('a name that nobody knows is told as such', async () => {
  const found = await ask('http://no-such-host.invalid:11434');
  expect(found).toMatchObject({ ok: false, code: 'name_unknown' });
});

test('T-18: a forbidden address is not called at all', async () => {
  await expect(ask('http://169.254.169.254/')).rejects.toMatchObject({
    code: 'TARGET_NOT_ALLOWED',
  });
});

test('S002-5: any HTTP service is up as soon as it answers, even with 404 on its root', async () => {
  expect(await ask(await upstream(json({}, 404)), 'http')).toMatchObject({ ok: true, status: 404 });
});
