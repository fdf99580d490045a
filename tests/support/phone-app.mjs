// An app as people write it, with the client packages that people use. Prints a JSON line for each piece of the answer.
// Usage: node phone-app.mjs openai|ollama <gateway url> <key>
import { Ollama } from 'ollama';
import OpenAI from 'openai';

const [, , app, url, key] = process.argv;
const asked = {
  model: 'llama3.2:1b',
  messages: [{ role: 'user', content: 'Hello?' }],
  stream: true,
};
const say = (piece) => process.stdout.write(`${JSON.stringify(piece)}\n`);

const apps = {
  async openai() {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
    const stream = await client.chat.completions.create(asked);
    for await (const { choices } of stream) say(choices[0]?.delta.content ?? '');
  },
  async ollama() {
    const client = new Ollama({ host: url, headers: { authorization: `Bearer ${key}` } });
    for await (const { message } of await client.chat(asked)) say(message.content);
  },
};

await apps[app]();
