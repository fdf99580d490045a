import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { translateChat, type ChatDialect } from '../../gateway/dialects/translate/translation';
import { serviceAnswer, type Story } from './translate-fixtures';

/** A service behind the translation that tells one story, for real client packages to talk to. */
export interface TranslateServer {
  readonly url: string;
  /** What the service behind was asked last, in its own words. */
  readonly asked: () => unknown;
  /** Sets the service behind and what it answers from now on. */
  readonly play: (from: ChatDialect, to: ChatDialect, story: Story) => void;
  readonly stop: () => Promise<void>;
}

/** Small enough that every event and many letters are cut in two. */
const PIECE_BYTES = 37;

async function readJson(request: AsyncIterable<Buffer>): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
}

function* piecesOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

export async function startTranslateServer(): Promise<TranslateServer> {
  let played: { from: ChatDialect; to: ChatDialect; story: Story } | undefined;
  let asked: unknown;
  const server = createServer((request, response) => {
    void (async () => {
      if (!played) throw new Error('Nothing is played.');
      const { from, to, story } = played;
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const options = { requestId: 'sdk', now: new Date() };
      const call = translateChat(from, to, path, await readJson(request), options);
      asked = JSON.parse(call.body.toString('utf8'));
      const { contentType, body } = serviceAnswer(to, story, call.answerType !== 'json');
      const translator = call.createAnswer(contentType);
      response.writeHead(200, { 'content-type': call.contentType });
      for (const piece of piecesOf(body)) {
        const given = translator.push(piece);
        if (given) response.write(given);
      }
      response.end(translator.end());
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    play: (from, to, story) => (played = { from, to, story }),
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}
