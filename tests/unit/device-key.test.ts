import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createDeviceKey } from '../../gateway/pairing/device-key';
import { createKeyStore } from '../../gateway/keys/key-store';
import { identify } from '../../gateway/pipeline/identify';
import { nowhere } from '../../gateway/routes/route-table';
import { createMemoryConfigStore } from '../support/memory-config-store';
import { createMemoryAudit } from '../support/memory-records';

const wish = { services: '*', pace: 'everyday' } as const;

function openRig() {
  const config = createMemoryConfigStore();
  const keys = createKeyStore({ config });
  const audit = createMemoryAudit();
  const disk = { isFull: false };
  const make = createDeviceKey({
    keys,
    services: { list: () => [] },
    audit: {
      append: audit.append,
      appendDurably: async (draft) => {
        if (disk.isFull) throw new Error('no space left on device');
        await audit.appendDurably(draft);
      },
    },
    nameOf: () => null,
    interfaces: () => [],
    certificate: () => ({ certificate: null, problem: null }),
    tailnetName: () => undefined,
  });
  const req = new IncomingMessage(new Socket());
  const path = '/join/•••';
  const guarded = { path, query: '', loggedPath: path, host: 'pc', presented: undefined };
  const call = identify(req, new ServerResponse(req), guarded, nowhere);
  const record = async () =>
    (await audit.search({})).entries.map(({ status, code }) => [status, code]).reverse();
  return { config, disk, keys, record, make: () => make(call, 'Phone', wish) };
}

test('a key that cannot be put on record first is not made', async () => {
  const { disk, keys, record, make } = openRig();
  disk.isFull = true;
  await expect(make()).rejects.toMatchObject({ code: 'RECORD_UNAVAILABLE', status: 503 });
  expect(keys.list()).toEqual([]);
  expect(await record()).toEqual([]);
});

test('a key that cannot be saved is on record as such', async () => {
  const { config, keys, record, make } = openRig();
  config.failNext();
  await expect(make()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(keys.list()).toEqual([]);
  expect(await record()).toEqual([
    [0, null],
    [503, 'STORAGE_FAILED'],
  ]);
});
