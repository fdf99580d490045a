import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noticesWorld, NOTICES_START } from '../support/notices-world';

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: NOTICES_START }));
afterEach(() => void vi.useRealTimers());

describe('the gateway and its services', () => {
  test('trouble is told with its reason, and its end only when it was told', async () => {
    const { notices, shown, answers, later } = noticesWorld();
    notices.see('running');
    notices.see('trouble');
    await later(0);
    notices.see('running');
    await later(0);
    expect(shown).toEqual([
      'Latchkey needs you|Calls cannot be recorded, so they are on hold',
      'Latchkey works again|Calls are answered as before.',
    ]);
    answers.problems = [];
    notices.see('trouble');
    await later(0);
    notices.see('running');
    await later(0);
    expect(shown).toHaveLength(2);
  });

  test('a service that is down for a minute is told, and its return; a short absence is not', async () => {
    const { shown, later, health } = noticesWorld();
    await health('down');
    await later(59_000);
    await health('up');
    await later(5 * MINUTE_MS);
    expect(shown).toEqual([]);
    await health('down');
    await later(59_999);
    expect(shown).toEqual([]);
    await later(1);
    expect(shown).toEqual(['chat does not answer|Calls to it fail. Is it running?']);
    await health('down');
    await later(MINUTE_MS);
    await health('up');
    expect(shown.slice(1)).toEqual(['chat is back|Calls go through again.']);
  });

  test('a service that is paused, or a gateway that stopped, is no outage', async () => {
    const { notices, shown, answers, later, health } = noticesWorld();
    answers.services = [{ id: '1', name: 'chat', health: 'down', paused: true }];
    notices.hear({ name: 'changed', payload: { group: 'services' } });
    await later(2 * MINUTE_MS);
    notices.see('running');
    await health('down');
    notices.see(undefined);
    await later(2 * MINUTE_MS);
    expect(shown).toEqual([]);
  });
});
