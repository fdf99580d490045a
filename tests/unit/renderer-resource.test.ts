import { expect, test, vi } from 'vitest';
import { OperationError } from '#shared/contract/errors';

// Svelte's compiler makes signals of these; what is tested here is what is in them.
vi.stubGlobal('$state', { raw: (value: unknown) => value });
const { Resource } = await import('../../renderer/api/resource.svelte');

/** Reads that end when the test says so, each with its own value. */
function slowly() {
  const ends: PromiseWithResolvers<string>[] = [];
  const resource = new Resource(() => {
    const end = Promise.withResolvers<string>();
    ends.push(end);
    return end.promise;
  });
  return { resource, ends };
}

test('whoever waited for a read that another overtook finds the value of that one', async () => {
  const { resource, ends } = slowly();
  const first = resource.load().then(() => resource.value);
  const second = resource.load();
  ends[0]?.resolve('old');
  await Promise.resolve();
  ends[1]?.resolve('new');
  await second;
  expect(await first).toBe('new');
});

test('what a command put in place stays, and nobody waits for ever', async () => {
  const { resource, ends } = slowly();
  const reading = resource.load();
  resource.put('put');
  ends[0]?.resolve('old');
  await reading;
  expect(resource.value).toBe('put');
});

test('a read that fails keeps the last good value and says why', async () => {
  const { resource, ends } = slowly();
  resource.put('good');
  const reading = resource.load();
  ends[0]?.reject(new OperationError({ code: 'RECORD_UNAVAILABLE', message: 'No disk.' }));
  await reading;
  expect([resource.value, resource.errorCode]).toEqual(['good', 'RECORD_UNAVAILABLE']);
});
