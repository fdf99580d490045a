import { expect, test } from 'vitest';
import { toHref } from '../../renderer/page-address';
import { rank, type Place } from '../../renderer/shell/rank';
import { toShortcut } from '../../renderer/shell/shortcuts';

const place = (name: string, kind: Place['kind'] = 'key'): Place => ({
  kind,
  name,
  page: 'keys',
  href: toHref('keys', { key: name }),
});
const places = ['Keys', 'Ben’s tablet', 'Küche', 'Tablet in the kitchen', 'Mum’s phone'].map(
  (name) => place(name),
);
const found = (typed: string) => rank(places, typed).map(({ name }) => name);

test('a few letters find it: names that begin with them first, accents and case aside', () => {
  expect(found('tab')).toEqual(['Tablet in the kitchen', 'Ben’s tablet']);
  expect(found('KUCH')).toEqual(['Küche']);
  expect(found('kitchen tab')).toEqual(['Tablet in the kitchen']);
  expect(found('one')).toEqual(['Mum’s phone']);
  expect(found('(')).toEqual([]);
  expect(found(' ')).toHaveLength(places.length);
});

test('a house with many keys gives no endless list', () => {
  const many = Array.from({ length: 500 }, (_, n) => place(`Phone ${n}`));
  expect(rank(many, 'phone')).toHaveLength(40);
});

test('keys of the keyboard ask for what they always ask for, unless they are ours', () => {
  const pressed = { key: 'k', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
  expect(toShortcut(pressed, false)).toBe('jump');
  expect(toShortcut({ ...pressed, key: 'K', ctrlKey: false, metaKey: true }, true)).toBe('jump');
  expect(toShortcut({ ...pressed, key: ',' }, false)).toBe('settings');
  expect(toShortcut({ ...pressed, key: 'z' }, false)).toBe('undo');
  expect(toShortcut({ ...pressed, key: 'z' }, true)).toBeUndefined();
  for (const other of [
    { ...pressed, ctrlKey: false },
    { ...pressed, shiftKey: true },
    { ...pressed, altKey: true },
    { ...pressed, metaKey: true },
    { ...pressed, key: 'toString' },
  ]) {
    expect(toShortcut(other, false)).toBeUndefined();
  }
});
