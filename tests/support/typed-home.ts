import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { startFakeLlm, type FakeLlm } from './fake-llm';
import { startGateway, type TestGateway } from './start-gateway';
import { createTyping } from './typed-command';

const Made = z.object({ key: z.object({ id: z.string() }), secret: z.string() });

/** A gateway for a file with one Ollama named `chat`, and its owner at the command line. */
export function useTypedHome() {
  let llm: FakeLlm;
  let typing: ReturnType<typeof createTyping>;
  const home = {
    folder: '',
    /** Where the Ollama is. */
    llmUrl: () => llm.url,
    gateway: undefined as unknown as TestGateway,
    inFolder: (name: string) => path.join(home.folder, name),
    type: (...args: readonly string[]) => typing(...args),
    /** What a command says that must succeed. */
    async done(...args: readonly string[]): Promise<string> {
      const typed = await typing(...args);
      expect([args.join(' '), typed.code, typed.err]).toEqual([args.join(' '), 0, typed.err]);
      return typed.out;
    },
    json: async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse(await home.done(...args, '--json')),
    async makeKey(...more: readonly string[]) {
      const { key, secret } = Made.parse(await home.json('generate', '-s', 'chat', ...more));
      return { id: key.id, secret };
    },
    /** The status of a short chat. */
    async call(secret: string, model = 'llama3'): Promise<number> {
      const answer = await fetch(`${home.gateway.publicUrl}/api/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, stream: false, messages: [{ role: 'user', content: 'hi' }] }),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
  };
  beforeAll(async () => {
    home.folder = await mkdtemp(path.join(tmpdir(), 'latchkey-cli-owner-'));
    llm = await startFakeLlm();
    home.gateway = await startGateway();
    typing = createTyping(home.gateway);
    await home.done('services', 'add', 'chat', llm.url, '--kind', 'ollama', '--default');
  });
  afterAll(async () => {
    await home.gateway.stop();
    await llm.stop();
    await rm(home.folder, { recursive: true, force: true });
  });
  return home;
}
