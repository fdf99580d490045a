import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { windowEn } from '#shared/text/en/window';
import { createFormats } from '#shared/text/formats';
import { textsFor } from '#shared/text/languages';
import { createTypedAmounts } from '#shared/text/typed-amount';
import { textPairs } from '../support/text-pairs';

const WindowTextsOf = z.object({
  t: z.unknown(),
  language: z.string(),
  locale: z.string(),
  languages: z.array(z.object({ code: z.string(), name: z.string() })),
});

const english = createFormats('en-GB');
const german = createFormats('de-DE');

describe('figures in the language of the window', () => {
  test('money has the comma or the dot of the language and every digit', () => {
    expect(german.toMoney('1000000', 'EUR')).toBe('0,001 EUR');
    expect(english.toMoney('1000000', 'EUR')).toBe('0.001 EUR');
    expect(german.toMoney('9007199254740993', 'EUR')).toBe('9.007.199,254740993 EUR');
    expect(german.toMoney('-500000000', 'EUR')).toBe('-0,5 EUR');
    expect(german.toMoney('0', 'EUR')).toBe('0 EUR');
  });

  test('counts, sizes and durations follow it too', () => {
    expect([german.toCount(12_345), english.toCount(12_345)]).toEqual(['12.345', '12,345']);
    expect([german.toBytes(1500), german.toBytes(999)]).toEqual(['1,5 kB', '999 B']);
    expect([german.toDuration(1250), german.toDuration(850)]).toEqual(['1,3 s', '850 ms']);
  });

  test('days and times are said as the language says them', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(german.toRelativeTime('2026-11-21T11:57:00Z', now)).toBe('vor 3 Minuten');
    expect(german.toRelativeTime('2026-11-22T12:00:00Z', now)).toBe('morgen');
    expect(german.toDate(now)).toBe('21.11.2026');
  });
});

describe('amounts as people type them', () => {
  const typed = createTypedAmounts('de-DE');
  const typedEn = createTypedAmounts('en-GB');

  test('a comma and a dot both stand for decimals', () => {
    for (const text of ['2,50', '2.50', ' 2,5 ']) {
      expect(typed.parse(text), text).toBe(2_500_000_000n);
      expect(typedEn.parse(text), text).toBe(2_500_000_000n);
    }
    expect(typed.parse('0.002')).toBe(2_000_000n);
    expect(typedEn.parse('0,002')).toBe(2_000_000n);
  });

  test('thousands may be separated where no second reading is possible', () => {
    expect(typed.parse('1.234,50')).toBe(1_234_500_000_000n);
    expect(typedEn.parse('1,234.50')).toBe(1_234_500_000_000n);
    expect(typed.parse('1.234.567')).toBe(1_234_567_000_000_000n);
  });

  test('an amount that could be a thousand times as much is asked for again', () => {
    expect(typed.parse('1.234')).toBeUndefined();
    expect(typedEn.parse('1,234')).toBeUndefined();
    expect(typed.parse('1,234')).toBe(1_234_000_000n);
    expect(typedEn.parse('1.234')).toBe(1_234_000_000n);
  });

  test('what is no amount is none in any language', () => {
    for (const text of ['', 'x', '1,2,3', '1.2,3,4', '12,34.567,8', ',', '1 000']) {
      expect(typed.parse(text), text).toBeUndefined();
    }
  });

  test('a field shows an amount so that it reads back as the same', () => {
    for (const nano of [1n, 1_000_000n, 1_234_000_000n, 1_234_567_000_000n]) {
      expect(typed.parse(typed.write(nano))).toBe(nano);
      expect(typedEn.parse(typedEn.write(nano))).toBe(nano);
    }
    expect(typed.write(2_500_000_000n)).toBe('2,5');
  });
});

const MADE_UP = `
export const window = {
  app: { save: 'Bewaru', copyThing: (thing: string) => \`Kopiu \${thing}\` },
  pages: { keys: 'Slosilo' },
};
export const name = 'Esperanto';
export const locale = 'eo';
`;

/** The window's texts, built by the bundler from a copy of the sources that has one more language file. */
async function buildTexts(folder: string, code: string): Promise<string> {
  await cp('shared', path.join(folder, 'shared'), { recursive: true });
  await cp('renderer/text', path.join(folder, 'renderer/text'), { recursive: true });
  await cp('tsconfig.base.json', path.join(folder, 'tsconfig.base.json'));
  await writeFile(
    path.join(folder, 'package.json'),
    '{ "type": "module", "imports": { "#shared/*": "./shared/*.ts" } }',
  );
  await writeFile(path.join(folder, `shared/text/languages/${code}.ts`), MADE_UP);
  const entry = path.join(folder, 'entry.ts');
  await writeFile(
    entry,
    "export { t } from './renderer/text/t';\nexport * from './renderer/text/language';",
  );
  await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    build: { lib: { entry, formats: ['es'], fileName: 'texts' }, outDir: 'out' },
  });
  return path.join(folder, 'out/texts.js');
}

describe('another language is one more file', () => {
  test('a file with three sentences shows these three, and English for the rest', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-languages-'));
    vi.stubGlobal('window', { navigator: { languages: ['xx-AQ', 'de'] } });
    try {
      const built = await buildTexts(folder, 'xx');
      const made: unknown = await import(/* @vite-ignore */ pathToFileURL(built).href);
      const { t, language, locale, languages } = WindowTextsOf.parse(made);
      expect([language, locale]).toEqual(['xx', 'eo']);
      expect(languages).toContainEqual({ code: 'xx', name: 'Esperanto' });
      const others = textPairs('t', windowEn, t).filter(({ one, other }) => one !== other);
      expect(new Set(others.map(({ place, other }) => `${place} ${other}`))).toEqual(
        new Set([
          't.app.save Bewaru',
          't.pages.keys Slosilo',
          't.app.copyThing Kopiu «0',
          't.app.copyThing Kopiu 7',
          't.app.copyThing Kopiu 1',
        ]),
      );
    } finally {
      vi.unstubAllGlobals();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('what is no sentence there, or is not known here, does no harm', () => {
    const odd = { window: { app: { save: 7, unheardOf: 'x' }, pages: 'none' } };
    const { texts } = textsFor({ './languages/xx.ts': odd.window }, windowEn, ['xx']);
    expect(texts).toEqual(windowEn);
  });

  test('nobody who asks for a language that there is not is left without words', () => {
    expect(textsFor({ './languages/en.ts': windowEn }, windowEn, ['tlh', 'zz']).language).toBe(
      'en',
    );
  });
});
