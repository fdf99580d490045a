import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileRoute } from '../../gateway/admin/static-files';

const SCRIPT = 'const words = "again and again";\n'.repeat(200);
let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-files-'));
  await writeFile(path.join(folder, 'app.js'), SCRIPT);
  await writeFile(path.join(folder, 'small.js'), 'x');
  await writeFile(path.join(folder, 'photo.png'), Buffer.alloc(5000));
  const app = express();
  for (const name of ['app.js', 'small.js', 'photo.png']) {
    const route = createFileRoute(`/${name}`, path.join(folder, name), '');
    app.get(route.path, route.run);
  }
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function get(name: string, accepted?: string, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ headers: IncomingMessage['headers']; bytes: Buffer }>((resolve, reject) => {
    const asked = request({
      ...{ port, method, path: `/${name}`, agent: false },
      headers: accepted === undefined ? {} : { 'accept-encoding': accepted },
    });
    asked.once('error', reject).once('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(parts) }));
    });
    asked.end();
  });
}

test('S003-91: files of the panel come packed for a browser that can unpack them, and change with the file', async () => {
  const packed = await get('app.js', 'br, gzip;q=0.5, deflate');
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  expect(packed.bytes.length).toBeLessThan(SCRIPT.length / 10);
  expect(packed.headers['content-length']).toBe(String(packed.bytes.length));
  expect(gunzipSync(packed.bytes).toString()).toBe(SCRIPT);
  const head = await get('app.js', 'gzip', 'HEAD');
  expect(head.headers['content-length']).toBe(String(packed.bytes.length));
  await writeFile(path.join(folder, 'app.js'), SCRIPT.toUpperCase());
  const changed = await get('app.js', 'gzip');
  expect(gunzipSync(changed.bytes).toString()).toBe(SCRIPT.toUpperCase());
});

test.each([undefined, 'identity', 'gzip;q=0', 'gzip;q=0.0', 'xgzip', 'br'])(
  'S003-91: whoever accepts %j gets the file as it is',
  async (accepted) => {
    const { headers, bytes } = await get('app.js', accepted);
    expect(headers['content-encoding']).toBeUndefined();
    expect(bytes.toString()).toBe(SCRIPT);
  },
);

test('S003-91: what is small or packed already is not packed', async () => {
  for (const name of ['small.js', 'photo.png']) {
    expect((await get(name, 'gzip')).headers['content-encoding']).toBeUndefined();
  }
});
