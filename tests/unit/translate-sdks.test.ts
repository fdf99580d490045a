import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PIECES, THOUGHT } from '../support/translate-fixtures';
import { startTranslateServer, type TranslateServer } from '../support/translate-server';

const TEXT = PIECES.join('');
const model = 'qwen3:8b';
const messages = [{ role: 'user' as const, content: 'Hi' }];
const schema = { type: 'object' as const, properties: { city: { type: 'string' } } };
const CITY = { city: 'Zürich', days: 2 };

let server: TranslateServer;
beforeAll(async () => {
  server = await startTranslateServer();
});
afterAll(async () => {
  await server.stop();
});

const openai = () => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
const anthropic = () => new Anthropic({ baseURL: server.url, apiKey: 'none', maxRetries: 0 });
const ollama = () => new Ollama({ host: server.url });

describe.each(['ollama', 'anthropic'] as const)('the openai package in front of %s', (to) => {
  const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: schema } }];

  test('S004-32: asks and gets text, figures and the reason to stop', async () => {
    server.play('openai', to, 'text');
    const whole = await openai().chat.completions.create({ model, messages });
    expect(whole.choices[0]).toMatchObject({
      message: { content: TEXT, reasoning_content: THOUGHT },
      finish_reason: 'stop',
    });
    expect(whole.usage?.total_tokens).toBe(18);
    server.play('openai', to, 'length');
    const long = await openai().chat.completions.create({ model, messages, max_tokens: 7 });
    expect(long.choices[0]?.finish_reason).toBe('length');
  });

  test('S004-32: streams text and figures', async () => {
    server.play('openai', to, 'text');
    const stream = openai().chat.completions.stream({
      model,
      messages,
      stream_options: { include_usage: true },
    });
    const whole = await stream.finalChatCompletion();
    expect(whole.choices[0]?.message.content).toBe(TEXT);
    expect(whole.usage?.completion_tokens).toBe(7);
  });

  test('S004-32: is given a tool call, streamed and not', async () => {
    server.play('openai', to, 'tools');
    const whole = await openai().chat.completions.create({ model, messages, tools });
    const streamed = await openai()
      .chat.completions.stream({ model, messages, tools })
      .finalChatCompletion();
    for (const { choices } of [whole, streamed]) {
      expect(choices[0]?.finish_reason).toBe('tool_calls');
      const call = choices[0]?.message.tool_calls?.[0];
      expect(call?.id).toBe('call_one');
      const made = call?.type === 'function' ? call.function : undefined;
      expect(made?.name).toBe('weather');
      expect(JSON.parse(made?.arguments ?? '')).toEqual(CITY);
    }
  });
});

describe.each(['ollama', 'openai'] as const)('the anthropic package in front of %s', (to) => {
  const tools = [{ name: 'weather', input_schema: schema }];
  const max_tokens = 4096;

  test('S003-70, S003-71: asks and gets text, figures and the reason to stop', async () => {
    server.play('anthropic', to, 'text');
    const whole = await anthropic().messages.create({ model, messages, max_tokens });
    expect(whole.content).toEqual([{ type: 'text', text: TEXT }]);
    expect(whole.usage).toMatchObject({ input_tokens: 11, output_tokens: 7 });
    server.play('anthropic', to, 'length');
    const long = await anthropic().messages.create({ model, messages, max_tokens });
    expect(long.stop_reason).toBe('max_tokens');
  });

  test('S003-70, S003-71: streams thinking, text and figures', async () => {
    server.play('anthropic', to, 'text');
    const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
    const stream = anthropic().messages.stream({ model, messages, max_tokens, thinking });
    let text = '';
    stream.on('text', (piece) => (text += piece));
    const whole = await stream.finalMessage();
    expect(text).toBe(TEXT);
    expect(whole.content[0]).toMatchObject({ type: 'thinking', thinking: THOUGHT });
    expect(whole.usage).toMatchObject({ input_tokens: 11, output_tokens: 7 });
  });

  test('S003-70, S003-71: is given a tool call, streamed and not', async () => {
    server.play('anthropic', to, 'tools');
    const body = { model, messages, max_tokens, tools };
    const whole = await anthropic().messages.create(body);
    const streamed = await anthropic().messages.stream(body).finalMessage();
    for (const { content, stop_reason } of [whole, streamed]) {
      expect(stop_reason).toBe('tool_use');
      expect(content).toMatchObject([{ type: 'tool_use', id: 'call_one', input: CITY }]);
    }
  });
});

describe.each(['openai', 'anthropic'] as const)('the ollama package in front of %s', (to) => {
  const tools = [{ type: 'function', function: { name: 'weather', parameters: schema } }];

  test('S003-70, S003-71: chats and generates, with figures and the reason to stop', async () => {
    server.play('ollama', to, 'text');
    const chat = await ollama().chat({ model, messages });
    expect(chat).toMatchObject({
      message: { role: 'assistant', content: TEXT, thinking: THOUGHT },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 11,
      eval_count: 7,
    });
    const generated = await ollama().generate({ model, prompt: 'Hi' });
    expect(generated.response).toBe(TEXT);
    server.play('ollama', to, 'length');
    expect((await ollama().chat({ model, messages })).done_reason).toBe('length');
  });

  test('S003-70, S003-71: streams a chat and a prompt to their end', async () => {
    server.play('ollama', to, 'text');
    let chat = '';
    let rate = 0;
    for await (const part of await ollama().chat({ model, messages, stream: true })) {
      chat += part.message.content;
      if (part.done) rate = part.eval_count / part.eval_duration;
    }
    expect(chat).toBe(TEXT);
    expect(Number.isFinite(rate)).toBe(true);
    let generated = '';
    for await (const part of await ollama().generate({ model, prompt: 'Hi', stream: true })) {
      generated += part.response ?? '';
    }
    expect(generated).toBe(TEXT);
  });

  test('S003-70, S003-71: is given a tool call, streamed and not', async () => {
    server.play('ollama', to, 'tools');
    const expected = [{ function: { name: 'weather', arguments: CITY } }];
    const whole = await ollama().chat({ model, messages, tools });
    expect(whole.message.tool_calls).toMatchObject(expected);
    const streamed: unknown[] = [];
    for await (const part of await ollama().chat({ model, messages, tools, stream: true })) {
      streamed.push(...(part.message.tool_calls ?? []));
    }
    expect(streamed).toMatchObject(expected);
  });

  test('S003-70, S003-71: images and earlier results reach the service in its words', async () => {
    server.play('ollama', to, 'text');
    await ollama().chat({
      model,
      messages: [{ role: 'user', content: 'What is this?', images: [Buffer.from('\x89PNG')] }],
    });
    expect(JSON.stringify(server.asked())).toContain('image/png');
  });
});

describe.each(['openai', 'ollama', 'anthropic'] as const)('responses in front of %s', (to) => {
  const tools = [{ type: 'function' as const, name: 'weather', parameters: schema, strict: false }];

  test('S004-32: asks and streams, with figures', async () => {
    server.play('openai', to, 'text');
    const whole = await openai().responses.create({ model, input: 'Hi' });
    const streamed = await openai().responses.stream({ model, input: 'Hi' }).finalResponse();
    for (const { output_text, usage, status } of [whole, streamed]) {
      expect(output_text).toBe(TEXT);
      expect(usage).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 });
      expect(status).toBe('completed');
    }
  });

  test('S004-32: is given a function call, streamed and not', async () => {
    server.play('openai', to, 'tools');
    const whole = await openai().responses.create({ model, input: 'Hi', tools });
    const streamed = await openai().responses.stream({ model, input: 'Hi', tools }).finalResponse();
    for (const { output } of [whole, streamed]) {
      const call = output.find((item) => item.type === 'function_call');
      expect(call).toMatchObject({ call_id: 'call_one', name: 'weather', status: 'completed' });
      expect(JSON.parse(call && 'arguments' in call ? String(call.arguments) : '')).toEqual(CITY);
    }
  });

  test('an answer that is too long is incomplete, and items of earlier turns are joined', async () => {
    server.play('openai', to, 'length');
    const input = [
      { role: 'user' as const, content: 'Hi' },
      { type: 'message' as const, role: 'assistant' as const, content: 'Let me see.' },
      { type: 'function_call' as const, call_id: 'c1', name: 'weather', arguments: '{}' },
      { type: 'function_call_output' as const, call_id: 'c1', output: 'Sunny' },
    ];
    const answer = await openai().responses.create({ model, input, instructions: 'Be short.' });
    expect(answer.status).toBe('incomplete');
    expect(answer.incomplete_details).toEqual({ reason: 'max_output_tokens' });
    const asked = JSON.stringify(server.asked());
    expect(asked.match(/"role":"assistant"/g)).toHaveLength(1);
    expect(asked).toContain('Be short.');
  });
});
