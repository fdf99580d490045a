import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readClassicOptions } from '../../gateway/entry/classic-options';
import { followKeysFiles } from '../../gateway/keys/import/follow-keys-files';
import { createKeyStore } from '../../gateway/keys/key-store';
import { defaultDataDir } from '../../gateway/storage/default-data-dir';
import { createMemoryConfigStore } from '../support/memory-config-store';

const A = 'aaaa-aaaa-aaaa-aaaa';
const B = 'bbbb-bbbb-bbbb-bbbb';
const C = 'cccc-cccc-cccc-cccc';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'latchkey-keys-file-'));
  file = path.join(folder, 'api_keys.txt');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function follow(more: { requestsPerMinute?: number; files?: string[] } = {}) {
  const config = createMemoryConfigStore();
  const keys = createKeyStore({ config });
  const said: string[] = [];
  const tell = (message: string) => void said.push(message);
  let run = () => {};
  const stop = await followKeysFiles({
    config,
    log: { info: tell, warn: (text) => tell(`warning: ${text}`), error: tell },
    files: [file],
    every: (_, look) => {
      run = look;
      return () => {};
    },
    ...more,
  });
  const works = (...texts: string[]) => texts.map((text) => keys.verify(text).verdict === 'valid');
  /** The next look, and everything that follows from it. */
  const look = async () => {
    run();
    await stop();
  };
  const keyOf = (text: string) => {
    const verdict = keys.verify(text);
    if (!('key' in verdict)) throw new Error('not known');
    return verdict.key;
  };
  return { config, keys, said, works, look, keyOf };
}

let version = 0;
/** A later content of the file; never of the same size, as the clock of a file system is coarse. */
const write = (text: string) => writeFile(file, `${text}\n#${'x'.repeat(++version)}`);

describe('a file of keys', () => {
  test('S004-11: the start says how many keys and whose, in order, and never a key', async () => {
    await write(`mum:${A}\ndad:${B}\nmum:${C}`);
    const { said } = await follow();
    expect(said).toEqual([`  The keys file ${file}: 3 keys of 2: dad, mum`]);
    expect(said.join()).not.toMatch(/aaaa|bbbb|cccc/);
  });

  test('S000-6 S001-9 S001-15: a change holds from the next look, without a restart', async () => {
    await write(`mum:${A}`);
    const { works, look, config } = await follow();
    expect(works(A, B)).toEqual([true, false]);
    const { revision } = config;
    await look();
    expect(config.revision).toBe(revision);
    await write(`mum:${A}\ndad:${B}`);
    await look();
    expect(works(A, B)).toEqual([true, true]);
    await write(`dad:${B}`);
    await look();
    expect(works(A, B)).toEqual([false, true]);
  });

  test('S004-10: several keys of one name share one key, and each may come and go', async () => {
    await write(`mum:${A}\nmum:${B}`);
    const { works, look, config, keyOf } = await follow();
    expect(keyOf(A)).toBe(keyOf(B));
    await write(`mum:${B}`);
    await look();
    expect(works(A, B)).toEqual([false, true]);
    expect(config.current.keys).toHaveLength(1);
  });

  test('X4 S004-3: each name has 100 calls a minute, or what MAX_REQUESTS_PER_MINUTE says', async () => {
    await write(`mum:${A}`);
    const usual = await follow();
    expect(usual.keyOf(A)).toMatchObject({
      rate_limit_requests: 100,
      rate_limit_window_seconds: 60,
    });
    const named = await follow({ requestsPerMinute: 7 });
    expect(named.keyOf(A)).toMatchObject({ rate_limit_requests: 7, rate_limit_window_seconds: 60 });
  });

  const broken: [string, string, () => Promise<unknown>, RegExp][] = [
    ['S004-12', 'missing', () => Promise.resolve(), /is missing/],
    ['S004-13', 'without a key', () => write('# nothing\nno colon'), /holds no key/],
    ['S004-14', 'a folder', () => mkdir(file), /no plain file/],
    ['S004-14', 'closed to us', async () => {
      await write(`mum:${A}`);
      await chmod(file, 0);
      // Whoever is root reads it all the same, and then it is a file like any other.
      if (process.getuid?.() === 0) await rm(file);
    }, /is missing|cannot be read/],
  ]; // prettier-ignore
  test.each(broken)(
    'X1 %s: a file that is %s opens nothing, and says what to do',
    async (_, __, make, why) => {
      await make();
      const { said, works, config } = await follow();
      const warning = said.at(-1) ?? '';
      expect(warning).toMatch(why);
      expect(warning).toContain(file);
      expect(warning).toContain('key_id:api_key');
      expect(warning).toContain('refused');
      expect([works(A), config.current.keys]).toEqual([[false], []]);
    },
  );

  test('X1: a file that goes away ends its keys at the second look, and no editor at the first', async () => {
    await write(`mum:${A}`);
    const { works, look } = await follow();
    await rm(file);
    await look();
    expect(works(A)).toEqual([true]);
    await look();
    expect(works(A)).toEqual([false]);
    await write(`mum:${A}`);
    await look();
    expect(works(A)).toEqual([true]);
  });

  test('what the owner decided about a key outlives its line: scope, pause and revocation', async () => {
    await write(`mum:${A}\ndad:${B}\nkid:${C}`);
    const { keys, works, look, keyOf } = await follow();
    await keys.update(keyOf(A).id, { services: [], rate_limit_requests: 3 });
    await keys.pause(keyOf(B).id);
    await keys.revoke(keyOf(C).id);
    await write('');
    await look();
    expect(works(A, B, C)).toEqual([false, false, false]);
    await write(`mum:${A}\ndad:${B}\nkid:${C}`);
    await look();
    expect(works(A, B, C)).toEqual([true, false, false]);
    expect(keyOf(A)).toMatchObject({ services: [], rate_limit_requests: 3 });
    expect(keys.verify(B).verdict).toBe('paused');
    expect(keys.verify(C).verdict).toBe('revoked');
  });

  test('a key of the file is neither rotated nor forgotten here: the file would bring it back', async () => {
    await write(`mum:${A}`);
    const { keys, keyOf } = await follow();
    const { id } = keyOf(A);
    await expect(keys.rotate(id, 0)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await keys.revoke(id);
    await expect(keys.remove(id)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  test('keys from elsewhere are left alone, also when the file has the same one', async () => {
    await write('');
    const { config, keys, look } = await follow();
    const { key, secret } = await keys.create({ name: 'Phone', services: [] });
    await write(`mum:${secret}`);
    await look();
    expect(keys.verify(secret)).toMatchObject({
      verdict: 'valid',
      key: { id: key.id, services: [] },
    });
    expect(config.current.keys).toHaveLength(1);
  });

  test('S002-16 S000-20 S000-21: the flattened file works too; what it calls disabled or expired does not', async () => {
    const flat = path.join(folder, 'caddy_apikeys.json');
    await writeFile(
      flat,
      JSON.stringify({
        [A]: { user: 'mum' },
        [B]: { disabled: true },
        [C]: { expires_at: '2020-01-01' },
      }),
    );
    const { works } = await follow({ files: [flat] });
    expect(works(A, B, C)).toEqual([true, false, false]);
  });
});

describe('the variables of older gateways', () => {
  test('S000-2 S001-22: keys are kept outside of the project, and a keys file stays where it is', async () => {
    const project = path.resolve(import.meta.dirname, '../..');
    expect(path.relative(project, defaultDataDir()).startsWith('..')).toBe(true);
    await write(`mum:${A}`);
    const { config } = await follow();
    expect(JSON.stringify(config.current)).not.toContain(A);
  });

  test('S004-1: authentication is on unless it clearly says false, in any case', () => {
    const isOn = (text?: string) =>
      readClassicOptions(text === undefined ? {} : { AUTH_ENABLED: text }).authEnabled;
    expect([isOn(), isOn('true'), isOn('TRUE'), isOn(''), isOn('ture')]).toEqual(
      Array(5).fill(true),
    );
    expect([isOn('false'), isOn('False '), isOn('0')]).toEqual([false, false, false]);
  });

  test('S004-2: the keys file is api_keys.txt in DATA_DIR, and /data without one', async () => {
    expect(readClassicOptions({ AUTH_ENABLED: 'true' }).keysFiles?.files).toEqual([
      '/data/api_keys.txt',
    ]);
    const filesIn = () => readClassicOptions({ DATA_DIR: folder }).keysFiles?.files;
    expect(filesIn()).toBeUndefined();
    await write(`mum:${A}`);
    expect(filesIn()).toEqual([file]);
    expect(
      readClassicOptions({ DATA_DIR: folder, AUTH_KEYS_FILE: '/x/k.txt' }).keysFiles?.files,
    ).toEqual(['/x/k.txt']);
    expect(readClassicOptions({}).keysFiles).toBeUndefined();
  });

  test('S002-16 S001-20: API_KEYS_FILE names the flattened file, beside the other one', () => {
    const { keysFiles } = readClassicOptions({
      API_KEYS_FILE: '/x/flat.json',
      AUTH_KEYS_FILE: '/x/k.txt',
    });
    expect(keysFiles?.files).toEqual(['/x/k.txt', '/x/flat.json']);
  });

  test.each([
    ['250', 250],
    ['', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['many', undefined],
    ['1e9', undefined],
  ])('S004-3: MAX_REQUESTS_PER_MINUTE=%j', (text, expected) => {
    const env = { AUTH_KEYS_FILE: '/x/k.txt', MAX_REQUESTS_PER_MINUTE: text };
    expect(readClassicOptions(env).keysFiles?.requestsPerMinute).toBe(expected);
  });
});
