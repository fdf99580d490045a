import { describe, expect, test } from 'vitest';
import { filesIn, importsOf, type Import } from './source-tree';

const importsIn = (folder: string): Import[] =>
  filesIn(folder, '.ts', '.svelte').flatMap((file) => importsOf(file));
const show = (found: readonly Import[]): string[] =>
  found.map(({ from, target }) => `${from} -> ${target}`);
const folderOf = (file: string): string => file.split('/')[0] ?? '';

describe('the four folders meet in shared/ only', () => {
  const mayImport: Record<string, readonly string[]> = {
    shared: ['shared'],
    gateway: ['gateway', 'shared', 'resources'],
    main: ['main', 'shared', 'resources'],
    renderer: ['renderer', 'shared', 'resources'],
  };

  test.each(Object.entries(mayImport))('%s keeps to itself', (folder, allowed) => {
    const strays = importsIn(folder).filter(
      ({ isOurs, target }) => isOurs && !allowed.includes(folderOf(target)),
    );
    expect(show(strays)).toEqual([]);
  });
});

describe('packages stay where they belong', () => {
  const packageOf = ({ target }: Import): string =>
    target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? '');
  const packagesIn = (folder: string) =>
    importsIn(folder)
      .filter(({ isOurs }) => !isOurs)
      .map((found) => ({ ...found, target: packageOf(found) }));

  test('shared/ knows zod and nothing else, so it runs in a page and in the gateway', () => {
    expect(show(packagesIn('shared').filter(({ target }) => target !== 'zod'))).toEqual([]);
  });

  test('the gateway knows neither Electron nor the keychain', () => {
    const shell = packagesIn('gateway').filter(({ target }) => /^(electron|keytar)$/.test(target));
    expect(show(shell)).toEqual([]);
  });

  test('the window knows no Node and no server package', () => {
    const server = /^(node:.*|electron|keytar|express|lowdb|http-proxy-middleware|undici)$/;
    expect(show(packagesIn('renderer').filter(({ target }) => server.test(target)))).toEqual([]);
  });

  test('only main/secrets/ opens the keychain', () => {
    const strays = packagesIn('main').filter(
      ({ from, target }) => target === 'keytar' && !from.startsWith('main/secrets/'),
    );
    expect(show(strays)).toEqual([]);
  });
});

describe('inside the gateway an import goes down or sideways, never up', () => {
  const folders: Record<string, number> = {
    entry: 0,
    cli: 2,
    edge: 2,
    routes: 2,
    pipeline: 2,
    admin: 2,
    listeners: 2,
    pairing: 2,
    billing: 3,
    dashboard: 3,
    identity: 3,
    observability: 3,
    keys: 3,
    limits: 3,
    ledger: 3,
    audit: 3,
    threats: 3,
    services: 3,
    dialects: 3,
    proxy: 3,
    storage: 4,
    text: 4,
  };
  /** Words that every folder may use; the other files beside the folders compose the gateway. */
  const isForEverybody = (file: string): boolean =>
    /^gateway\/(events|log|raw-text\.d)\.ts$/.test(file);

  const levelOf = (file: string): number | undefined => {
    const [, folder = '', deeper] = file.split('/');
    if (deeper !== undefined) return folders[folder];
    return isForEverybody(file) ? 3 : 1;
  };

  test('each folder has a level', () => {
    const without = filesIn('gateway', '.ts').filter((file) => levelOf(file) === undefined);
    expect(without, 'give its folder a level in this test').toEqual([]);
  });

  test('no file imports from a level above its own', () => {
    const upward = importsIn('gateway').filter(({ from, target }) => {
      if (!target.startsWith('gateway/') || isForEverybody(target)) return false;
      return (levelOf(target) ?? 0) < (levelOf(from) ?? 0);
    });
    expect(show(upward)).toEqual([]);
  });
});

test('a feature of the window never imports another feature', () => {
  const featureOf = (file: string) => /^renderer\/features\/([^/]+)\//.exec(file)?.[1];
  const strays = importsIn('renderer').filter(({ from, target }) => {
    const [own, other] = [featureOf(from), featureOf(target)];
    return own !== undefined && other !== undefined && own !== other;
  });
  expect(show(strays)).toEqual([]);
});

test.each(['shared', 'gateway', 'main', 'renderer'])('%s has no import cycle', (folder) => {
  const graph = new Map<string, string[]>();
  for (const { from, target, isOurs, isTypeOnly } of importsIn(folder)) {
    if (isOurs && !isTypeOnly) graph.set(from, [...(graph.get(from) ?? []), target]);
  }
  expect(findCycle(graph)).toEqual([]);
});

/** The files of one cycle in order, or nothing. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const cycle = walk(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = walk(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
