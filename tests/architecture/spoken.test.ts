import { expect, test } from 'vitest';
import { filesIn, textOf } from './source-tree';

const renderer = () =>
  filesIn('renderer', '.ts', '.svelte').filter(
    (file) => !/^renderer\/(text\/|phone\/text\.ts)/.test(file),
  );

test('only the formats of its language write a number that the window shows', () => {
  const byHand = /\.toFixed\(|\bformatUnits\b|toLocale(?:Date|Time)?String\(|['"]en-[A-Z]{2}['"]/;
  expect(renderer().filter((file) => byHand.test(textOf(file)))).toEqual([]);
});

test('no component says a sentence that is not in the texts', () => {
  const views = renderer().filter((file) => file.endsWith('.svelte'));
  const markupOf = (file: string) =>
    textOf(file).replace(/<(script|style)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|\{[^{}]*\}/g, ' ');
  const spoken =
    />\s*[A-ZÄÖÜ][a-zäöü]+[^<>{}]*<|(?:aria-label|title|placeholder|label|help|alt)="[^"{}]*[a-z]{3,}[^"{}]*"/;
  const found = views.flatMap((file) => {
    const [match] = spoken.exec(markupOf(file)) ?? [];
    return match === undefined ? [] : [`${file}: ${match.trim()}`];
  });
  expect(found).toEqual([]);
});
