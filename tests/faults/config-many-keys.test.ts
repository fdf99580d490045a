import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashKey } from '../../gateway/keys/api-key';
import { createKeyStore } from '../../gateway/keys/key-store';
import { newKey } from '../../gateway/keys/new-key';
import { seal, toBytes } from '../../gateway/storage/config-envelope';
import { openConfigStore, type ConfigStore } from '../../gateway/storage/config-store';
import { emptyConfig } from '../../gateway/storage/empty-config';

const MANY = 100_000;
const textOf = (index: number) => `imported-key-number-${index}`;
let dataDir: string;
let config: ConfigStore;
let startMs: number;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-many-'));
  const full = emptyConfig();
  full.keys = Array.from({ length: MANY }, (_, index) => ({
    ...newKey(
      `K${index}`.padEnd(10, '0'),
      hashKey(textOf(index)),
      `Key ${index}`,
      '2026-01-01T00:00:00.000Z',
    ),
    services: '*' as const,
  }));
  await writeFile(path.join(dataDir, 'config.json'), toBytes(seal(full, 1)), { mode: 0o600 });
  const startedMs = performance.now();
  config = await openConfigStore({ dataDir });
  startMs = performance.now() - startedMs;
}, 60_000);
afterAll(async () => {
  await config.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('F-18: a hundred thousand keys', () => {
  test('F-18: the start takes seconds, not minutes', () => {
    expect(startMs).toBeLessThan(15_000);
  });

  test('F-18: a key is found as fast as among ten', () => {
    const keys = createKeyStore({ config });
    const timeOf = (text: string): number => {
      const startedMs = performance.now();
      keys.verify(text);
      return performance.now() - startedMs;
    };
    for (let index = 0; index < 5000; index++) timeOf(textOf(index));
    const times = Array.from({ length: 20_000 }, (_, index) => timeOf(textOf(index * 5)));
    times.sort((one, other) => one - other);
    const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
    expect(keys.verify(textOf(99_999)).verdict).toBe('valid');
    // A look through the list would take a hundred times as long.
    expect(p99).toBeLessThan(1);
  });

  test('F-18: a change is saved whole', async () => {
    const startedMs = performance.now();
    await config.update((draft) => {
      draft.keys[5]!.name = 'Renamed';
    });
    const ms = performance.now() - startedMs;
    expect(config.current.keys[5]?.name).toBe('Renamed');
    expect(config.current.keys).toHaveLength(MANY);
    expect(ms).toBeLessThan(30_000);
  }, 60_000);
});
