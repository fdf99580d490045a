import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { USAGE } from '../../gateway/entry/options';
import { defaultSettings } from '../../gateway/storage/empty-config';

const root = path.resolve(import.meta.dirname, '../..');
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** What the build makes an entry of, by its name. */
const entry = /out\/gateway\/(\w+)\.js/.exec(textOf('Dockerfile'))?.[1] ?? '';

describe('S000-1, S001-21, S002-12: one command starts the gateway in a container', () => {
  test('the image starts what the build makes, and opens the ports that the gateway has', () => {
    expect(existsSync(path.join(root, `gateway/entry/${entry}.ts`))).toBe(true);
    const { publicPort, adminPort, tlsPort } = defaultSettings();
    expect(textOf('Dockerfile')).toContain(`EXPOSE ${publicPort} ${tlsPort} ${adminPort}`);
    expect(textOf('Dockerfile')).toContain(`http://127.0.0.1:${publicPort}/health`);
  });

  test('no secret is built into the image, and only the data folder can be written', () => {
    expect(textOf('.dockerignore')).toContain('admin-secret.txt');
    expect(textOf('compose.yml')).toMatch(/read_only: true/);
    expect(textOf('compose.yml')).toMatch(/- data:\/data/);
    expect(textOf('compose.yml')).not.toMatch(/LATCHKEY_ADMIN_SECRET:/);
  });

  test('every variable that they set is one that the gateway reads', () => {
    const set = [textOf('Dockerfile'), textOf('compose.yml'), textOf('resources/latchkey.service')]
      .join('\n')
      .match(/\bLATCHKEY_[A-Z_]+/g);
    const flagOf = (name: string) =>
      `--${name.replace('LATCHKEY_', '').toLowerCase().replaceAll('_', '-')} `;
    const known = (name: string) => USAGE.includes(flagOf(name)) || USAGE.includes(name);
    expect([...new Set(set)].filter((name) => !known(name))).toEqual([]);
  });
});
