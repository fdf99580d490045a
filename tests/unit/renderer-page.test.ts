import { expect, test } from 'vitest';
import type { EventMessage } from '#shared/contract/events';
import { createEventReader } from '../../renderer/api/event-lines';
import { parseHash, toHref } from '../../renderer/page-address';

const live: EventMessage = {
  name: 'live',
  payload: { state: 'running', liveCalls: 3, waiting: 0 },
};
const line = `event: live\ndata: ${JSON.stringify(live)}\n\n`;

function read(...parts: string[]): EventMessage[] {
  const seen: EventMessage[] = [];
  const push = createEventReader((event) => seen.push(event));
  parts.forEach((part) => push(part));
  return seen;
}

test('an event arrives whole, in whatever pieces the network cut it', () => {
  expect(read(line)).toEqual([live]);
  expect(read(...line)).toEqual([live]);
});

test('signs of life, broken lines and unknown events are skipped', () => {
  const noise =
    ': still here\n\ndata: {"name":\n\ndata: {"name":"new","payload":{}}\n\ndata: 5\n\n';
  expect(read(noise + line)).toEqual([live]);
});

test('an event whose content is not what was promised never reaches a page', () => {
  expect(read('data: {"name":"live","payload":{"state":"<b>","liveCalls":-1}}\n\n')).toEqual([]);
});

test('a link to a page is read back as that page, with what it asks for', () => {
  const { page, query } = parseHash(toHref('activity', { key: 'a&b=c' }));
  expect([page, query.get('key')]).toEqual(['activity', 'a&b=c']);
});

test('an address that names no page shows the overview', () => {
  expect(parseHash('').page).toBe('overview');
  expect(parseHash('#/nowhere').page).toBe('overview');
  expect(parseHash('#code=ABCD-1234').page).toBe('overview');
});
