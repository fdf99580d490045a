import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import ts from 'typescript';
import { callsIn, filesIn, root, textOf } from './source-tree';

const CODE_FOLDERS = ['main', 'renderer', 'gateway', 'shared', 'scripts', 'tests'];
const codeFiles = () =>
  CODE_FOLDERS.flatMap((folder) => filesIn(folder, '.ts', '.mjs', '.svelte', '.css'));
const linesIn = (file: string): number => textOf(file).trimEnd().split('\n').length;

const Length = z.object({ MOST_LINES: z.int() });

test('no file is longer than one can keep in mind', async () => {
  const { MOST_LINES } = Length.parse(await import(`${root}/scripts/lint-length.mjs`));
  expect(MOST_LINES).toBeLessThanOrEqual(250);
  const long = codeFiles().filter((file) => linesIn(file) > MOST_LINES);
  expect(long.map((file) => `${file}: ${linesIn(file)} lines`)).toEqual([]);
});

test('no test is singled out and none is switched off for good', () => {
  const isTitle = (first: ts.Expression | undefined) =>
    first !== undefined && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first));
  const off = filesIn('tests', '.test.ts', '.spec.ts').flatMap((file) =>
    callsIn(file)
      .filter(({ callee, first }) => {
        if (!/^(test|it|describe|suite)\./.test(callee)) return false;
        if (/\.only(\.|$)/.test(callee)) return true;
        // test.skip(condition, reason) inside a test is allowed: it says why on this machine.
        return /\.(skip|todo|fixme)(\.|$)/.test(callee) && isTitle(first);
      })
      .map(({ callee }) => `${file}: ${callee}`),
  );
  expect(off).toEqual([]);
});

const PlaywrightConfig = z.object({
  default: z.object({
    projects: z.array(z.object({ name: z.string(), testMatch: z.instanceof(RegExp) })),
  }),
});

test('a test that changes the network of this computer runs beside no other browser', async () => {
  const config = PlaywrightConfig.parse(await import(`${root}/playwright.config.ts`));
  const alone = config.default.projects.find(({ name }) => name === 'alone')!.testMatch;
  const changing = filesIn('tests/e2e', '.spec.ts').filter((file) =>
    /createPhone\(|createPhone }|'ip'/.test(textOf(file)),
  );
  expect(changing.length).toBeGreaterThan(2);
  expect(changing.filter((file) => !alone.test(file))).toEqual([]);
});

test('every document that the code or a document points to is in the repository', () => {
  const documents = [
    ...readdirSync(root).filter((file) => file.endsWith('.md')),
    ...CODE_FOLDERS.flatMap((folder) => filesIn(folder, '.md')),
  ];
  const names = new Set(documents.map((file) => file.split('/').at(-1)));
  const readers = [...documents, ...codeFiles().filter((file) => !file.startsWith('tests/'))];
  const lost = readers.flatMap((file) =>
    [...textOf(file).matchAll(/[\w-]+\.md\b/g)]
      .filter(([name]) => !names.has(name))
      .map(([name]) => `${file}: ${name}`),
  );
  expect(lost).toEqual([]);
});

test("no file carries a path of somebody's computer", () => {
  const personal = /["'`(\s](?:\/work|\/home\/[a-z]+|\/Users\/[A-Za-z]+|[A-Z]:\\Users)[/\\]\w/;
  const files = codeFiles().filter((file) => !file.startsWith('tests/'));
  expect(files.filter((file) => personal.test(textOf(file)))).toEqual([]);
});

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

test('every package is asked for in one exact version', () => {
  const { dependencies, devDependencies } = Manifest.parse(JSON.parse(textOf('package.json')));
  const exact = /^(npm:(@[\w-]+\/)?[\w-]+@)?\d+\.\d+\.\d+$/;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !exact.test(version),
  );
  expect(loose).toEqual([]);
});

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

test('the lock file knows the packages of every platform, so `npm ci` works on all of them', () => {
  const { packages } = Lock.parse(JSON.parse(textOf('package-lock.json')));
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !placesFor(name, place).some((at) => packages[at]?.version))
      .map((name) => `${name}, wanted by ${place}`),
  );
  expect(missing).toEqual([]);
});

/** Where Node looks for `name` from a package at `place`: beside it, then in each folder above. */
function placesFor(name: string, place: string): string[] {
  const above = place.lastIndexOf('/node_modules/');
  const own = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
  if (place === '') return [own];
  return [own, ...placesFor(name, above < 0 ? '' : place.slice(0, above))];
}
