import { expect, test } from 'vitest';
import { phoneAppsDe } from '#shared/text/de/phone-apps';
import { phoneDe } from '#shared/text/de/phone';
import { phoneEn } from '#shared/text/en/phone';
import { phoneAppsEn } from '#shared/text/en/phone-apps';
import { toShortKey, toValue, type AppSettings } from '../../renderer/phone/app-values';
import { phoneApps, snippets } from '../../renderer/phone/apps';
import { findApps, nameOf } from '../../renderer/phone/find-apps';
import { chatboxLink, cherryLink, toLinkData } from '../../renderer/phone/import-links';

const settings: AppSettings = {
  base: 'http://192.168.1.20:5539',
  key: 'lk_Ab3dE5gH7jK_secretsecretsecret',
  model: 'llama3.2:1b',
};
const texts = { en: phoneEn, de: phoneDe };

for (const [language, { steps, apps }] of Object.entries(texts)) {
  test(`every app has a sentence for each of its steps and a word for each of its fields, ${language}`, () => {
    const uneven = phoneApps.filter(({ id, steps: fields }) => {
      return steps[id].steps.length !== fields.length || steps[id].steps.some((text) => !text);
    });
    expect(uneven).toEqual([]);
    const nameless = phoneApps.filter((app) => nameOf(app, steps) === app.id);
    expect(nameless).toEqual([]);
    const fields = [
      ...phoneApps.flatMap((app) => app.steps.flat()),
      ...snippets.map((s) => s.field),
    ];
    expect(fields.filter((field) => !apps.fields[field])).toEqual([]);
  });
}

test('the table has every app that there are texts for, once', () => {
  const ids = phoneApps.map(({ id }) => id).sort();
  expect(ids).toEqual(Object.keys(phoneAppsEn).sort());
  expect(Object.keys(phoneAppsDe).sort()).toEqual(Object.keys(phoneAppsEn).sort());
});

test('an app whose steps need the key gets it in exactly one of the ways that it understands', () => {
  const keyless = phoneApps.filter(({ steps }) => {
    const values = steps.flat().map((field) => toValue(field, settings));
    return !values.some((value) => value.includes(settings.key));
  });
  expect(keyless).toEqual([]);
  // These cannot send a key at all, so it has to be part of the address.
  const bySecretLink = phoneApps.filter(({ steps }) => !steps.flat().some((f) => f !== 'link'));
  expect(bySecretLink.map(({ id }) => id)).toEqual(['reins', 'copilot']);
});

test('apps of the OpenAI kind get /v1, apps of the Ollama kind do not', () => {
  expect(toValue('openai', settings)).toBe('http://192.168.1.20:5539/v1');
  expect(toValue('base', settings)).toBe('http://192.168.1.20:5539');
  expect(toValue('link', settings)).toBe(`http://192.168.1.20:5539/k/${settings.key}`);
  expect(JSON.parse(toValue('bearerJson', settings))).toEqual({
    Authorization: `Bearer ${settings.key}`,
  });
});

test('Chatbox and Cherry Studio are opened with all they need', () => {
  const chatbox = new URL(chatboxLink(settings));
  expect(chatbox.href).toMatch(/^chatbox:\/\/provider\/import\?config=/);
  expect(JSON.parse(atob(chatbox.searchParams.get('config') ?? ''))).toEqual({
    id: 'home-gateway',
    name: 'Home',
    isCustom: true,
    type: 'openai',
    settings: { apiHost: 'http://192.168.1.20:5539/v1', apiKey: settings.key },
  });
  const cherry = new URL(cherryLink(settings));
  expect(cherry.href).toMatch(/^cherrystudio:\/\/providers\/api-keys\?v=1&data=/);
  const data = Buffer.from(cherry.searchParams.get('data') ?? '', 'base64url').toString();
  expect(JSON.parse(data)).toEqual({
    id: 'home-gateway',
    name: 'Home',
    baseUrl: 'http://192.168.1.20:5539/v1',
    apiKey: settings.key,
    type: 'openai',
  });
});

test('what a link carries reads the same in every variety of base64', () => {
  for (const value of ['???>>>~~~', 'Küche ☕ 家', 'a', 'ab', 'abc', '\u{1F511}']) {
    const encoded = toLinkData({ value });
    expect(encoded).toMatch(/^[A-Za-z0-9]+$/);
    expect(JSON.parse(atob(encoded))).toEqual({ value });
  }
});

test('T-09: the name of a model never becomes part of a command', () => {
  const evil = ["a'; rm -rf ~ #", '$(reboot)', '`reboot`', 'a"b', 'a\nb', '<img src=x>', ''];
  for (const model of evil) {
    for (const { field } of snippets) {
      const text = toValue(field, { ...settings, model });
      if (model) expect(text).not.toContain(model);
      if (field !== 'claude') expect(text).toContain('MODEL');
    }
  }
  expect(toValue('curl', settings)).toContain('"model":"llama3.2:1b"');
});

test('a shortened key can be told from another one and is worth nothing', () => {
  expect(toShortKey(settings.key)).toBe('lk_Ab3d…');
});

test('an app is found by its name and by the names of those that are set up alike', () => {
  const find = (wanted: string) => findApps(wanted, phoneEn.steps);
  expect(find('pocket').apps.map(({ id }) => id)).toEqual(['pocketpal']);
  expect(find(' ZED ').apps.map(({ id }) => id)).toEqual(['openai']);
  expect(find('no such app')).toMatchObject({ isGuess: true, apps: [{ id: 'openai' }] });
});
