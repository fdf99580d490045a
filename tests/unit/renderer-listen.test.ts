import { expect, test } from 'vitest';
import type { EventMessage } from '#shared/contract/events';
import { shareListen } from '../../renderer/api/share-listen';

const usage: EventMessage = { name: 'changed', payload: { group: 'usage' } };

/** A line that counts how often it was opened, and passes on what it is told. */
function createLine() {
  const open = new Set<(event: EventMessage) => void>();
  let opened = 0;
  return {
    listen: (listener: (event: EventMessage) => void) => {
      opened += 1;
      open.add(listener);
      return () => void open.delete(listener);
    },
    tell: (event: EventMessage) => open.forEach((listener) => listener(event)),
    counts: () => ({ opened, open: open.size }),
  };
}

test('however many parts of a page listen, there is one line to the gateway', () => {
  const line = createLine();
  const listen = shareListen(line.listen);
  const heard: string[] = [];
  const ends = ['one', 'two', 'two'].map((name) => listen(() => heard.push(name)));
  line.tell(usage);
  expect(heard).toEqual(['one', 'two', 'two']);
  expect(line.counts()).toEqual({ opened: 1, open: 1 });
  ends[0]?.();
  line.tell(usage);
  expect(heard).toEqual(['one', 'two', 'two', 'two', 'two']);
  for (const end of ends) end();
  expect(line.counts()).toEqual({ opened: 1, open: 0 });
  listen(() => heard.push('again'));
  expect(line.counts()).toEqual({ opened: 2, open: 1 });
});

test('a function that listens twice is told twice, and stops once at a time', () => {
  const line = createLine();
  const listen = shareListen(line.listen);
  let told = 0;
  const count = () => void (told += 1);
  const end = listen(count);
  listen(count);
  end();
  end();
  line.tell(usage);
  expect(told).toBe(1);
});
