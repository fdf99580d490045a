import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { speak } from '../../main/text/t';
import { supervise } from '../support/supervised';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a gateway that cannot start', () => {
  test('is not tried again, and its reason is shown', async () => {
    const { supervisor, children, latest } = supervise();
    supervisor.start();
    latest().say({
      type: 'failed',
      code: 'PORT_TAKEN',
      message: 'Another program uses port 5539.',
    });
    latest().exit('It ended with exit code 1.');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(children).toHaveLength(1);
    expect(supervisor.state).toMatchObject({
      phase: 'failed',
      problem: 'Another program uses port 5539.',
    });
  });

  test('says why in the language of the owner, where it gave a reason', () => {
    const { supervisor, latest } = supervise();
    speak('de', []);
    try {
      supervisor.start();
      const message = 'The data folder is a link. Name the folder itself.';
      latest().say({
        type: 'failed',
        code: 'CONFIG_UNREADABLE',
        message,
        reason: 'folder_is_link',
      });
      expect(supervisor.state.problem).toContain('Der Datenordner ist eine Verknüpfung');
    } finally {
      speak('en', []);
    }
  });

  test('is started anew when the owner asks, even before the old process has left', async () => {
    const { supervisor, children, latest } = supervise();
    supervisor.start();
    latest().say({ type: 'failed', code: 'DATA_IN_USE', message: 'In use.' });
    supervisor.start();
    expect(children).toHaveLength(1);
    latest().exit();
    expect(children).toHaveLength(2);
  });
});
