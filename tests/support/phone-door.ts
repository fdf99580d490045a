import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { JoinRequest, type JoinAnswer, type JoinPage } from '#shared/contract/join';

const built = path.resolve(import.meta.dirname, '../../out/phone');
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

export interface DoorRefusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** What happens to the next requests of one kind: taken from the front, and the last one stays. */
type Plan<T> = T[];

export const openAiRefusal = (status: number, code: string, seconds?: number): DoorRefusal => ({
  status,
  body: { error: { message: 'Refused.', type: 'x', code } },
  ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
});

export const plainRefusal = (status: number, code: string, seconds?: number): DoorRefusal => ({
  status,
  body: { error: { code, message: 'Refused.', requestId: '1' } },
  ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
});

export const PHONE_SECRET = `lk_Ph0neTest1_${'s'.repeat(43)}Abc123`;

const joinAnswer = (name: string, more: Partial<JoinAnswer> = {}): JoinAnswer => ({
  keyId: '7',
  name,
  secret: PHONE_SECRET,
  expiresAt: null,
  person: null,
  services: [{ id: '1', name: 'Chat', kind: 'ollama', path: '/proxy/1' }],
  https: null,
  ...more,
});

/** `lost`: the key is made, but the answer never arrives. `silent`: nothing comes back until the page gives up. */
type JoinStep = 'answer' | 'lost' | 'silent' | DoorRefusal;
type ChatStep = 'words' | 'broken' | DoorRefusal;

/** What a phone's page talks to, with every answer in the test's hands. It speaks HTTP only, as a gateway at home does. */
export class PhoneDoor {
  /** What the code is good for. */
  code: JoinPage = 'open';
  readonly join: Plan<JoinStep> = ['answer'];
  readonly chat: Plan<ChatStep> = ['words'];
  models: readonly string[] | DoorRefusal = ['llama3.2'];
  words: readonly string[] = ['Octopuses ', 'have ', 'three hearts.'];
  more: Partial<JoinAnswer> = {};
  readonly joined: JoinRequest[] = [];
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  readonly #server = http.createServer((req, res) => void this.#answer(req, res));
  #gate: { release: () => void; passed: Promise<void> } | undefined;

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** From now on words after the first wait. */
  hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = { passed: promise, release: resolve };
  }

  release(): void {
    this.#gate?.release();
    this.#gate = undefined;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname } = new URL(req.url ?? '/', 'http://door');
    const { authorization } = req.headers;
    // A browser may ask for this on its own.
    if (pathname === '/favicon.ico') return send(res, 404, {});
    if (!pathname.startsWith('/join/')) this.asked.push({ path: pathname, authorization });
    const rest = pathname.slice('/join/'.length);
    if (pathname === '/v1/models') return this.#listModels(res);
    if (pathname === '/v1/chat/completions') return this.#chat(req, res);
    if (pathname === '/me') return send(res, 200, { key: { name: 'Phone' } });
    if (rest.startsWith('assets/')) return sendAsset(res, path.basename(rest));
    if (rest === 'device' || rest === 'trust') return this.#page(res, rest);
    if (rest === 'ca.crt' || rest === 'ca.mobileconfig') return send(res, 200, {});
    return req.method === 'POST' ? this.#join(req, res) : this.#page(res, this.code);
  }

  async #page(res: ServerResponse, state: JoinPage): Promise<void> {
    const html = await readFile(path.join(built, 'phone.html'), 'utf8');
    res.writeHead(state === 'used' || state === 'expired' ? 410 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    res.end(
      html.replace(
        'name="latchkey-page" content="open"',
        `name="latchkey-page" content="${state}"`,
      ),
    );
  }

  async #join(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = JoinRequest.parse(JSON.parse(await readBody(req)));
    const step = next(this.join);
    this.joined.push(request);
    if (typeof step === 'object') return refuse(res, step);
    this.code = 'used';
    if (step === 'lost') res.destroy();
    if (step === 'answer') send(res, 200, joinAnswer(request.name, this.more));
  }

  #listModels(res: ServerResponse): void {
    if ('status' in this.models) return refuse(res, this.models);
    send(res, 200, { object: 'list', data: this.models.map((id) => ({ id, object: 'model' })) });
  }

  async #chat(req: IncomingMessage, res: ServerResponse): Promise<void> {
    await readBody(req);
    const step = next(this.chat);
    if (typeof step === 'object') return refuse(res, step);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [at, content] of this.words.entries()) {
      if (at > 0) await this.#gate?.passed;
      if (at > 0 && step === 'broken') return void res.destroy();
      res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    }
    res.end('data: [DONE]\n\n');
  }
}

const next = <T>(plan: Plan<T>): T => (plan.length > 1 ? plan.shift() : plan[0]) as T;

async function readBody(req: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

function send(res: ServerResponse, status: number, value: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(value));
}

function refuse(res: ServerResponse, { status, body, headers }: DoorRefusal): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}

const ASSET_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function sendAsset(res: ServerResponse, name: string): Promise<void> {
  const type = ASSET_TYPES[path.extname(name)] ?? 'text/javascript';
  res.writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff' });
  res.end(await readFile(path.join(built, 'assets', name)));
}
