import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { root, textOf } from './source-tree';

const documents = readdirSync(root).filter((file) => file.endsWith('.md'));
const PICTURE_MAX_BYTES = 250 * 1024;

/** Prose only: a fence holds commands and code, in which brackets are no links. */
const proseOf = (file: string) => textOf(file).replace(/^```[^]*?^```/gm, '');
const allOf = (pattern: RegExp, text: string) =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? '');

/** What a document points to: links and pictures, in Markdown and in HTML. */
const targetsOf = (file: string): string[] => [
  ...allOf(/\]\(([^)\s]+)\)/g, proseOf(file)),
  ...allOf(/\b(?:src|srcset|href)="([^"\s]+)"/g, proseOf(file)),
];
const isElsewhere = (target: string) => /^[a-z]+:/i.test(target);

/** The anchors that a reader of GitHub can jump to. */
const anchorsOf = (file: string): string[] =>
  allOf(/^#{1,6} (.+)$/gm, proseOf(file)).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('every link of a document points to something that is there', () => {
  const isThere = (from: string, target: string): boolean => {
    const [file = '', anchor] = target.split('#');
    if (file !== '' && !existsSync(path.join(root, file))) return false;
    return anchor === undefined || anchorsOf(file === '' ? from : file).includes(anchor);
  };
  const links = documents.flatMap((file) =>
    targetsOf(file)
      .filter((target) => !isElsewhere(target))
      .map((target) => ({ file, target })),
  );
  expect(links.length).toBeGreaterThan(10);
  const lost = links.filter(({ file, target }) => !isThere(file, target));
  expect(lost).toEqual([]);
});

test('the pictures of README are the ones that are there, each small enough to be loaded anywhere', () => {
  const folder = 'resources/screenshots';
  const shown = targetsOf('README.md').filter((target) => target.startsWith(folder));
  const made = readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`);
  expect([...new Set(shown)].sort()).toEqual(made.sort());
  const large = made.filter((file) => statSync(path.join(root, file)).size > PICTURE_MAX_BYTES);
  expect(large).toEqual([]);
});

test('a picture that is made has its name in the program that makes them', () => {
  const maker = textOf('tests/e2e/pictures.spec.ts');
  const made = readdirSync(path.join(root, 'resources/screenshots'));
  expect(made.filter((file) => !maker.includes(`'${path.parse(file).name}'`))).toEqual([]);
});

test('every command that a document names can be typed', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(textOf('package.json')));
  const named = documents.flatMap((file) =>
    [...textOf(file).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, script, short]) => ({ file, script: script ?? short ?? '' }),
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
  const programs = documents.flatMap((file) =>
    allOf(/\bnode (scripts\/[\w/.-]+\.mjs)/g, textOf(file)).map((script) => ({ file, script })),
  );
  expect(programs.filter(({ script }) => !existsSync(path.join(root, script)))).toEqual([]);
});
