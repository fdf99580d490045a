import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { Log } from '../../gateway/log';
import { readTraceParent } from '../../gateway/observability/trace-parent';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.coerce.number().optional(),
});
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: Value })),
  status: z.object({ code: z.int() }),
});
const Sent = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(Span) })) })),
});

let collector: Server;
let sent: { path: string; key: unknown; text: string }[];
let collectorUrl: string;
let status: number;
const nothing = { path: '', key: '', text: '' };
let fake: FakeLlm;
let gateway: TestGateway;
let errors: string[];
let secret: string;

const log: Log = { info: () => {}, warn: () => {}, error: (message) => void errors.push(message) };

beforeEach(async () => {
  [sent, errors, status] = [[], [], 200];
  collector = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk: Buffer) => (text += chunk.toString()));
    req.once('end', () => {
      sent.push({ path: req.url ?? '', key: req.headers['x-collector-key'], text });
      res.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  collectorUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  fake = await startFakeLlm();
  gateway = await startGateway({ log });
  const target = { url: fake.url };
  await gateway.api.services.create({ name: 'ollama', kind: 'ollama', targets: [target] });
  ({ secret } = await gateway.api.keys.create({ name: 'phone', services: '*' }));
});
afterEach(async () => {
  await gateway.stop();
  await fake.stop();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

const chat = (headers: Record<string, string> = {}, key = secret) =>
  fetch(`${gateway.publicUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'hush' }] }),
  }).then((answer) => answer.text());

const seenBy = (name: string) => fake.requests.at(-1)?.headers[name];

/** Traces are loaded when they are first wanted: the service is told of one from then on. */
const switchOn = async (endpoint = collectorUrl) => {
  const headers = [{ name: 'x-collector-key', value: 'mine' }];
  await gateway.api.settings.update({ tracing: { endpoint, headers } });
  await expect.poll(async () => (await chat(), seenBy('traceparent'))).toBeDefined();
};

/** What was not sent yet is sent when traces are switched off. */
const spans = async () => {
  await gateway.api.settings.update({ tracing: null });
  await expect.poll(() => sent.length).toBeGreaterThan(0);
  return sent.flatMap(({ text }) =>
    Sent.parse(JSON.parse(text)).resourceSpans.flatMap((one) =>
      one.scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
};

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

test('S003-84: a call continues the trace of its caller, and the service continues that of the call', async () => {
  await switchOn();
  await chat({ traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'vendor=1' });
  const told = String(seenBy('traceparent'));
  expect(told).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  expect(seenBy('tracestate')).toBe('vendor=1');
  const found = (await spans()).find(({ traceId }) => traceId === TRACE);
  expect(found).toMatchObject({ parentSpanId: PARENT, spanId: told.split('-')[2], kind: 3 });
  expect(found?.name).toBe('chat llama3.2:1b');
  const said = Object.fromEntries(
    found?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? [],
  );
  expect(said).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'ollama',
    'gen_ai.request.model': 'llama3.2:1b',
    'gen_ai.response.model': 'llama3.2:1b',
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
    'server.port': fake.port,
    'url.path': '/v1/chat/completions',
    'latchkey.service.id': '1',
  });
  expect(said['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
  expect(said['gen_ai.usage.output_tokens']).toBeGreaterThan(0);
  const [start, end] = [Number(found?.startTimeUnixNano), Number(found?.endTimeUnixNano)];
  expect(end).toBeGreaterThan(start);
  expect(Math.abs(start / 1e6 - Date.now())).toBeLessThan(60_000);
  expect(sent[0]).toMatchObject({ path: '/v1/traces', key: 'mine' });
  expect(JSON.stringify(sent)).not.toMatch(new RegExp(`hush|${secret}`));
});

test('S003-84: a refused call is a failed one, and a trace that is not well-formed is not believed', async () => {
  await switchOn();
  await chat({}, `${secret.slice(0, -1)}x`);
  await chat({ traceparent: 'nonsense', tracestate: 'vendor=1' });
  expect(seenBy('tracestate')).toBeUndefined();
  expect(seenBy('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const refused = (await spans()).find(({ status }) => status.code === 2);
  expect(refused?.attributes).toContainEqual({
    key: 'error.type',
    value: { stringValue: expect.stringMatching(/^KEY_/) as string },
  });
});

test('S003-84: a caller that does not want to be traced is not', async () => {
  await switchOn();
  await chat({ traceparent: `00-${TRACE}-${PARENT}-00` });
  expect(seenBy('traceparent')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  expect((await spans()).map(({ traceId }) => traceId)).not.toContain(TRACE);
});

test('S003-84: without the setting what a caller says of its trace passes as it is, and nothing is sent', async () => {
  const traceparent = `00-${TRACE}-${PARENT}-01`;
  await chat({ traceparent });
  expect(seenBy('traceparent')).toBe(traceparent);
  await chat();
  expect(seenBy('traceparent')).toBeUndefined();
  expect(sent).toEqual([]);
});

test('S003-84: a collector that takes nothing is told of once, and calls go on', async () => {
  status = 403;
  await switchOn();
  await gateway.api.settings.update({ tracing: null });
  await expect.poll(() => errors).toEqual(['Traces could not be sent.']);
  expect(await chat()).toContain('choices');
});

test('S003-84: no call waits for a collector that does not answer', async () => {
  collector.removeAllListeners('request').on('request', () => sent.push(nothing));
  await switchOn();
  await gateway.api.settings.update({ tracing: null });
  await expect.poll(() => sent).toHaveLength(1);
  expect(await chat()).toContain('choices');
});

test.each([
  [`00-${TRACE}-${PARENT}-01`, true],
  [`01-${TRACE}-${PARENT}-01-more`, true],
  [`00-${TRACE}-${PARENT}-01-more`, false],
  [`ff-${TRACE}-${PARENT}-01`, false],
  [`00-${'0'.repeat(32)}-${PARENT}-01`, false],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, false],
  [`00-${TRACE.toUpperCase()}-${PARENT}-01`, false],
  ['', false],
])('S003-84: whether %s is a trace that can be continued: %s', (traceparent, expected) => {
  expect(readTraceParent({ traceparent }) !== undefined).toBe(expected);
});
