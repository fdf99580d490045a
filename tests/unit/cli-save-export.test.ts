import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../../gateway/cli/exit-code';
import { Given } from '../../gateway/cli/given';
import { saveExport } from '../../gateway/cli/save-export';
import { createTerminal } from '../../gateway/cli/terminal';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'latchkey-save-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);

function save(name: string, output: string, { bytes = 5, isCut = false } = {}) {
  const context = {
    given: new Given({ output }, []),
    terminal: { ...createTerminal({}), out: () => {}, err: () => {} },
    env: {},
    now: () => new Date(),
    commands: [],
    api: () => Promise.reject(new Error('not asked')),
    connect: () => Promise.reject(new Error('not asked')),
    async download() {
      return (async function* () {
        yield Buffer.from('he');
        if (isCut) throw new Error('the connection broke');
        yield Buffer.from('llo');
      })();
    },
  };
  return saveExport(context, { name, bytes });
}

test('a file that is there is replaced only when it was named itself', async () => {
  await writeFile(at('audit-1.csv'), 'mine');
  await expect(save('audit-1.csv', folder)).rejects.toMatchObject({ exit: EXIT.usage });
  expect(await readFile(at('audit-1.csv'), 'utf8')).toBe('mine');
  await save('audit-1.csv', at('audit-1.csv'));
  expect(await readFile(at('audit-1.csv'), 'utf8')).toBe('hello');
});

test('I-12: a name that leads elsewhere, or a link that somebody put there, is not written to', async () => {
  for (const name of ['../audit.csv', 'a/b.csv', '/etc/x.csv', '.bashrc', 'a', 'a\u0000.csv', '']) {
    await expect(save(name, folder)).rejects.toMatchObject({ exit: EXIT.refused });
  }
  await writeFile(at('target'), 'mine');
  await symlink(at('target'), at('link.csv'));
  await expect(save('audit-1.csv', at('link.csv'))).rejects.toMatchObject({ exit: EXIT.usage });
  expect(await readFile(at('target'), 'utf8')).toBe('mine');
});

test('of a file that did not arrive whole nothing is kept', async () => {
  await expect(save('audit-1.csv', folder, { bytes: 6 })).rejects.toMatchObject({
    exit: EXIT.refused,
  });
  const cut = save('audit-1.csv', folder, { isCut: true });
  await expect(cut).rejects.toMatchObject({ exit: EXIT.usage });
  expect(await readdir(folder)).toEqual([]);
});
