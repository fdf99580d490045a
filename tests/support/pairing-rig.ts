import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventMessage } from '#shared/contract/events';
import type { JoinAnswer } from '#shared/contract/join';
import type { FoundInterface } from '../../gateway/listeners/interfaces';
import { startFakeLlm, type FakeLlm } from './fake-llm';
import { startGateway, type TestGateway } from './start-gateway';

type Options = NonNullable<Parameters<typeof startGateway>[0]>;

/** A home network in one computer: `127.0.0.2` is an address of its own, and sockets there are real. */
export const HOME: FoundInterface = {
  id: 'eth0/ipv4',
  name: 'eth0',
  kind: 'lan',
  address: '127.0.0.2',
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own. */
export const ask = (url: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject).once('end', () => {
        const { statusCode: status = 0, headers: head } = answer;
        resolve({ status, headers: head, body: Buffer.concat(chunks).toString() });
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });

/** What a browser says when a person opens a link. */
export const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

export const CLAIM = 'a-claim-of-this-page-1';

/** Trades a link for a key as the page does; `claim` says which page it is. */
export const join = (url: string, name = 'Kitchen tablet', claim = CLAIM) =>
  ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, claim }),
  });

export const toJoined = ({ body }: Answer): JoinAnswer => JSON.parse(body) as JoinAnswer;
export const codeOf = ({ body }: Answer): string =>
  (JSON.parse(body) as { error: { code: string } }).error.code;

/** The pages of phones as a build leaves them, in small. */
export async function writePages(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-pages-'));
  await mkdir(path.join(folder, 'assets'));
  const html = '<!doctype html><meta name="latchkey-page" content="open" /><p>Phone</p>';
  await writeFile(path.join(folder, 'phone.html'), html);
  await writeFile(path.join(folder, 'assets', 'phone-abc123.js'), 'export const phone = 1;');
  await writeFile(path.join(folder, 'secret.txt'), 'not for phones');
  return folder;
}

export interface PairingRig extends TestGateway {
  readonly llm: FakeLlm;
  /** Every event so far. */
  readonly events: readonly EventMessage[];
  /** Moves the clock of codes; no other one. */
  pass(ms: number): void;
  /** A new invitation: its id and its link. */
  invite(input?: object): Promise<{ id: string; url: string }>;
  /** The addresses that this computer has from now on. */
  setInterfaces(interfaces: readonly FoundInterface[]): void;
  state(id: string): Promise<string>;
  close(): Promise<void>;
}

/** A gateway with one AI server behind it, open on a home network. */
export async function startPairingRig(options: Options = {}): Promise<PairingRig> {
  const pagesDir = await writePages();
  const llm = await startFakeLlm();
  let passedMs = 0;
  let interfaces: readonly FoundInterface[] = [HOME];
  const gateway = await startGateway({
    pagesDir,
    readInterfaces: () => interfaces,
    pollMs: 50,
    listen: 'lan',
    monotonicMs: () => performance.now() + passedMs,
    firewall: { platform: 'linux', read: () => undefined, exists: () => false },
    ...options,
  });
  const { api } = gateway;
  const targets = [{ url: llm.url }];
  await api.services.create({ name: 'Chat', kind: 'ollama', targets });
  const events: EventMessage[] = [];
  gateway.gateway.events.listen((event) => events.push(event));
  return {
    ...gateway,
    llm,
    events,
    pass: (ms) => void (passedMs += ms),
    async invite(input = {}) {
      const { pairing, url } = await api.pairing.start(input);
      return { id: pairing?.id ?? '', url: url ?? '' };
    },
    setInterfaces: (now) => void (interfaces = now),
    state: async (id) => (await api.pairing.status({ id })).pairing.state,
    async close() {
      await gateway.stop();
      await llm.stop();
      await rm(pagesDir, { recursive: true, force: true });
    },
  };
}
