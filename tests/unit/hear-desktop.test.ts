import { expect, test } from 'vitest';
import type { EventMessage } from '#shared/contract/events';
import { hearDesktop } from '../../renderer/shell/hear-desktop';

type Toasts = Parameters<typeof hearDesktop>[2];
type Router = Parameters<typeof hearDesktop>[1];

test('the window says which allowance nears its end, and goes where the tray leads', () => {
  const said: unknown[] = [];
  const places: unknown[] = [];
  let tell: (event: EventMessage) => void = () => {};
  const show = (tone: string, title: string) => void said.push([tone, title]);
  const toasts = { show } as unknown as Toasts;
  const router = { show: (place: unknown) => void places.push(place) } as unknown as Router;
  hearDesktop((listener) => ((tell = listener), () => {}), router, toasts);
  const budget = {
    of: 'key',
    id: 'k1',
    name: 'TV',
    measure: 'tokens',
    period: 'week',
    level: 'near',
    used: '8',
    limit: '10',
    resetsAt: null,
  } as const;
  tell({ name: 'budget', payload: budget });
  tell({ name: 'budget', payload: { ...budget, level: 'spent' } });
  tell({ name: 'show', payload: { place: 'connect', id: null } });
  tell({ name: 'shell', payload: {} });
  expect(said).toEqual([
    ['warning', '“TV” has used four fifths of the AI tokens for this week'],
    ['danger', '“TV” has used up the AI tokens for this week'],
  ]);
  expect(places).toEqual([{ place: 'connect', id: null }]);
});
