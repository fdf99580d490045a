import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { believe, type Seen } from '../../gateway/billing/believe';
import { hasPromptElsewhere, promptTokens } from '../../gateway/billing/prompt-size';
import { noUsage, type Usage } from '../../gateway/dialects/usage-figures';
import { workKindOf, type WorkFacts } from '../../gateway/dialects/work-kind';

const seen: Seen = {
  work: 'text',
  bytesIn: 400,
  bytesOut: 2000,
  maxTokens: null,
  tokensAsked: () => 77,
  isPromptElsewhere: false,
  uploadMs: null,
};
const said = (usage: Partial<Usage>, over: Partial<Seen> = {}) =>
  believe({ ...noUsage, ...usage }, { ...seen, ...over });

describe('what is believed of the figures of a service', () => {
  test('figures that can be are taken as they are', () => {
    expect(said({ tokensIn: 90, tokensOut: 500, tokensCached: 60 })).toEqual({
      tokensIn: 90,
      tokensOut: 500,
      tokensCached: 60,
      images: null,
      audioMs: null,
      flags: [],
    });
  });

  test('I-06, T-08: more than the bytes can hold is cut down to them, and marked', () => {
    expect(said({ tokensIn: 9_000_000, tokensOut: 9_000_000, tokensCached: 9_000_000 })).toEqual({
      tokensIn: 400 + 16_384,
      tokensOut: 2000,
      tokensCached: 400 + 16_384,
      images: null,
      audioMs: null,
      flags: ['clamped'],
    });
  });

  test('thinking that is not shown counts, up to what was asked for', () => {
    const thought = { tokensIn: 1, tokensOut: 5000, tokensHidden: 4000 };
    expect(said(thought).tokensOut).toBe(5000);
    expect(said(thought, { maxTokens: 1000 })).toMatchObject({
      tokensOut: 3000,
      flags: ['clamped'],
    });
  });

  test('a prompt that goes on from an earlier answer may be longer than its body', () => {
    const long = { tokensIn: 500_000, tokensOut: 5 };
    expect(said(long, { isPromptElsewhere: true })).toMatchObject({ tokensIn: 500_000, flags: [] });
    expect(hasPromptElsewhere({ previous_response_id: 'r' }, undefined)).toBe(true);
    expect(hasPromptElsewhere({ tools: [{ type: 'web_search' }] }, undefined)).toBe(true);
    expect(hasPromptElsewhere({ prompt: { id: 'pmpt_1' } }, undefined)).toBe(true);
    expect(hasPromptElsewhere({ messages: [] }, 'gzip')).toBe(true);
    const plain = { messages: [], prompt: 'hi', tools: [{ type: 'function' }, {}, null] };
    expect(hasPromptElsewhere(plain, undefined)).toBe(false);
  });

  test('S003-31: what nobody says is reckoned, and an estimate is marked as one', () => {
    expect(believe(undefined, seen)).toMatchObject({
      tokensIn: 77,
      tokensOut: 500,
      flags: ['estimated'],
    });
    expect(said({ isRefused: true })).toMatchObject({ flags: ['estimated', 'clamped'] });
    expect(believe(undefined, { ...seen, work: 'other' })).toMatchObject({
      tokensIn: null,
      tokensOut: null,
      flags: [],
    });
  });

  test('T-08: a recording is no longer than its bytes allow, and a picture is no million', () => {
    const audio: Partial<Seen> = { work: 'transcription' };
    expect(said({ audioMs: 1500 }, audio)).toMatchObject({ audioMs: 1500, flags: [] });
    expect(said({ audioMs: 9e6 }, audio)).toMatchObject({ audioMs: 1600, flags: ['clamped'] });
    expect(said({}, { ...audio, uploadMs: 900 })).toMatchObject({
      audioMs: 900,
      flags: ['estimated'],
    });
    expect(said({ images: 1e6 }, { work: 'image' })).toMatchObject({
      images: 1000,
      flags: ['clamped'],
    });
  });

  test('T-08: nothing that a service says makes an amount negative, broken or endless', () => {
    const figure = fc.option(fc.nat(10_000_000), { nil: null });
    const usage = fc.record({
      tokensIn: figure,
      tokensOut: figure,
      tokensCached: figure,
      tokensHidden: fc.nat(10_000_000),
      images: figure,
      audioMs: figure,
    });
    const work = fc.constantFrom('text', 'image', 'speech', 'transcription', 'other' as const);
    fc.assert(
      fc.property(usage, work, fc.nat(5000), (stated, kind, bytesOut) => {
        const amounts = Object.entries(said(stated, { work: kind, bytesOut }));
        return amounts.every(
          ([name, amount]) =>
            name === 'flags' ||
            amount === null ||
            (Number.isSafeInteger(amount) && Number(amount) >= 0),
        );
      }),
    );
  });
});

describe('how long a prompt is', () => {
  test('its text counts, not the names around it; a picture is a fixed amount', () => {
    const messages = [
      { role: 'user', content: 'x'.repeat(396) },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'A'.repeat(900_000) } }] },
    ];
    const tokens = promptTokens({ model: 'a-very-long-name', messages }, 1_000_000);
    expect(tokens).toBeGreaterThan(1590);
    expect(tokens).toBeLessThan(1625);
  });

  test('of a body that was not read, four bytes are a token, but not without end', () => {
    expect(promptTokens(undefined, 400)).toBe(100);
    expect(promptTokens(undefined, 900_000_000)).toBe(262_144);
  });
});

test.each<[Partial<WorkFacts>, string]>([
  [{ path: '/v1/chat/completions', dialect: 'openai' }, 'text'],
  [{ path: '/v1/messages', dialect: 'anthropic' }, 'text'],
  [{ path: '/v1/messages/count_tokens', dialect: 'anthropic' }, 'other'],
  [{ path: '/api/generate', dialect: 'ollama' }, 'text'],
  [{ path: '/api/embed', dialect: 'ollama' }, 'embedding'],
  [{ path: '/v1/images/generations', dialect: 'openai' }, 'image'],
  [{ path: '/v1/audio/speech', dialect: 'openai' }, 'speech'],
  [{ path: '/v1/audio/transcriptions', dialect: 'openai' }, 'transcription'],
  [{ kind: 'a1111', path: '/sdapi/v1/txt2img' }, 'image'],
  [{ kind: 'a1111', path: '/sdapi/v1/options', method: 'GET' }, 'none'],
  [{ kind: 'whisper', path: '/api/transcribe' }, 'transcription'],
  [{ kind: 'tts', path: '/api/tts', method: 'GET' }, 'speech'],
  [{ path: '/chat/completions' }, 'text'],
  [{ path: '/rooms/7/messages' }, 'none'],
])('what %o works at is %s', (facts, work) => {
  expect(workKindOf({ kind: 'http', method: 'POST', path: '/', dialect: 'plain', ...facts })).toBe(
    work,
  );
});

test.each([
  ['/v1/chat/completions/', 'text'],
  ['/V1/Chat/Completions', 'text'],
  ['/v1//chat/completions', 'text'],
  ['/v1/chat/completion%73', 'text'],
  ['/v1/images/generations///', 'image'],
  ['/v1/audio/Speech/', 'speech'],
])('T-08: %s is the same work as without the change of spelling', (path, work) => {
  expect(workKindOf({ kind: 'http', method: 'POST', path, dialect: 'plain' })).toBe(work);
});
