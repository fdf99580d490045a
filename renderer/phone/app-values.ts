import type { AppField } from './apps';

export interface AppSettings {
  /** The gateway's address without a slash at its end. */
  readonly base: string;
  readonly key: string;
  readonly model: string | undefined;
}

/**
 * Threat: the name of a model comes from whatever runs behind the gateway, and these lines are pasted into a shell. Only
 * names without any sign that a shell or a string knows get into them.
 */
const toModel = (name: string | undefined): string =>
  name !== undefined && /^[\w.:/@-]{1,100}$/.test(name) ? name : 'MODEL';

const curl = ({ base, key, model }: AppSettings): string =>
  [
    `curl ${base}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"model":"${toModel(model)}","messages":[{"role":"user","content":"Hi"}]}'`,
  ].join('\n');

const python = ({ base, key, model }: AppSettings): string =>
  [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${base}/v1", api_key="${key}")`,
    'answer = client.chat.completions.create(',
    `    model="${toModel(model)}",`,
    '    messages=[{"role": "user", "content": "Hi"}],',
    ')',
    'print(answer.choices[0].message.content)',
  ].join('\n');

const javascript = ({ base, key, model }: AppSettings): string =>
  [
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: '${base}/v1', apiKey: '${key}' });`,
    'const answer = await client.chat.completions.create({',
    `  model: '${toModel(model)}',`,
    "  messages: [{ role: 'user', content: 'Hi' }],",
    '});',
    'console.log(answer.choices[0].message.content);',
  ].join('\n');

const claude = ({ base, key }: AppSettings): string =>
  [`export ANTHROPIC_BASE_URL=${base}`, `export ANTHROPIC_AUTH_TOKEN=${key}`, 'claude'].join('\n');

const VALUES: Record<AppField, (settings: AppSettings) => string> = {
  base: ({ base }) => base,
  openai: ({ base }) => `${base}/v1`,
  link: ({ base, key }) => `${base}/k/${key}`,
  key: ({ key }) => key,
  bearer: ({ key }) => `Authorization: Bearer ${key}`,
  bearerJson: ({ key }) => JSON.stringify({ Authorization: `Bearer ${key}` }),
  endpoint: ({ base }) => `${base}/v1/chat/completions`,
  speak: ({ base }) => `${base}/tts/api/speak`,
  imagesAuth: ({ key }) => `home:${key}`,
  curl,
  python,
  javascript,
  claude,
};

/** What belongs into a field of an app. */
export const toValue = (field: AppField, settings: AppSettings): string => VALUES[field](settings);

const SHOWN_CHARACTERS = 7;

/** The key as it may stand on a screenshot: enough to tell two of them apart. */
export const toShortKey = (key: string): string => `${key.slice(0, SHOWN_CHARACTERS)}…`;
