import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { running, supervise } from '../support/supervised';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('calls', () => {
  test('a call is answered with the reply to that call', async () => {
    const { supervisor, latest } = await running();
    const first = supervisor.call('keys.list', {});
    await vi.advanceTimersByTimeAsync(0);
    const firstId = latest().lastCallId();
    const second = supervisor.call('status.get', {});
    await vi.advanceTimersByTimeAsync(0);
    latest().say({ type: 'reply', id: latest().lastCallId(), reply: { ok: true, value: 2 } });
    latest().say({ type: 'reply', id: firstId, reply: { ok: true, value: 1 } });
    expect(await first).toEqual({ ok: true, value: 1 });
    expect(await second).toEqual({ ok: true, value: 2 });
  });

  test('every open call is answered GATEWAY_DOWN when the gateway ends', async () => {
    const { supervisor, latest } = await running();
    const open = [supervisor.call('keys.list', {}), supervisor.call('status.get', {})];
    await vi.advanceTimersByTimeAsync(0);
    latest().exit();
    for (const reply of await Promise.all(open)) {
      expect(reply).toMatchObject({ ok: false, error: { code: 'GATEWAY_DOWN' } });
    }
    expect(latest().isPortClosed).toBe(true);
  });

  test('a call during the start waits for the gateway and is then passed on', async () => {
    const { supervisor, latest } = supervise();
    supervisor.start();
    const early = supervisor.call('status.get', {});
    await vi.advanceTimersByTimeAsync(0);
    latest().becomeReady();
    await vi.advanceTimersByTimeAsync(0);
    latest().say({ type: 'reply', id: latest().lastCallId(), reply: { ok: true, value: 'up' } });
    expect(await early).toEqual({ ok: true, value: 'up' });
  });

  test('what cannot be sent to another process is refused, and the link lives on', async () => {
    const { supervisor } = await running();
    const reply = await supervisor.call('keys.list', { act: () => {} });
    expect(reply).toMatchObject({ ok: false, error: { code: 'INPUT_INVALID' } });
  });

  test('a gateway that talks nonsense is not believed and breaks nothing', async () => {
    const onEvent = vi.fn();
    const { supervisor, latest } = await running({ onEvent });
    for (const nonsense of [
      null,
      7,
      'ready',
      {},
      { type: 'event', event: { name: '__proto__' } },
    ]) {
      latest().sayAnything(nonsense);
    }
    latest().sayAnything({ type: 'reply', id: 999, reply: { ok: true, value: 1 } });
    expect(onEvent).not.toHaveBeenCalled();
    expect(supervisor.state.phase).toBe('running');
  });
});

describe('a gateway that crashes', () => {
  test('F-25: is started again after a pause, never two at a time', async () => {
    const { supervisor, children, latest } = await running();
    latest().exit();
    expect(supervisor.state.phase).toBe('restarting');
    await vi.advanceTimersByTimeAsync(499);
    expect(children).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(children).toHaveLength(2);
  });

  test('F-25: five times in a row is left alone until the owner starts it', async () => {
    const { supervisor, children, latest } = supervise();
    supervisor.start();
    for (let crash = 0; crash < 5; crash++) {
      latest().exit();
      await vi.advanceTimersByTimeAsync(8_000);
    }
    expect(supervisor.state.phase).toBe('failed');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(children).toHaveLength(5);
    supervisor.start();
    expect(children).toHaveLength(6);
  });

  test('F-25: after a minute of good health the pauses start from the beginning', async () => {
    const { children, latest } = await running();
    latest().exit();
    await vi.advanceTimersByTimeAsync(500);
    latest().becomeReady();
    await vi.advanceTimersByTimeAsync(60_000);
    latest().exit();
    await vi.advanceTimersByTimeAsync(500);
    expect(children).toHaveLength(3);
  });

  test('is not started again when the owner stopped it meanwhile', async () => {
    const { supervisor, children, latest } = await running();
    latest().exit();
    await supervisor.stop(5_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(children).toHaveLength(1);
    expect(supervisor.state.phase).toBe('stopped');
  });
});

describe('a gateway that no longer answers', () => {
  test('D-20: is ended after ten seconds of silence and started again', async () => {
    const { supervisor, children, latest } = await running();
    latest().isAlive = false;
    await vi.advanceTimersByTimeAsync(11_999);
    expect(latest().wasKilled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(children[0]?.wasKilled).toBe(true);
    expect(supervisor.state).toMatchObject({ problem: 'It no longer answered.' });
    await vi.advanceTimersByTimeAsync(500);
    expect(children).toHaveLength(2);
  });

  test('D-20: one answer in time is enough to be left alone', async () => {
    const { latest } = await running();
    latest().isAlive = false;
    await vi.advanceTimersByTimeAsync(9_000);
    latest().isAlive = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(latest().wasKilled).toBe(false);
  });

  test('and never becomes ready is ended after a minute', async () => {
    const { supervisor, children } = supervise();
    supervisor.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(children[0]?.wasKilled).toBe(true);
  });
});

describe('stopping', () => {
  test('F-32: gives the gateway its grace and waits until it has left', async () => {
    const { supervisor, latest } = await running();
    const stopped = supervisor.stop(5_000);
    expect(latest().told.at(-1)).toEqual({ type: 'stop', graceMs: 5_000 });
    latest().exit();
    await stopped;
    expect(latest().wasKilled).toBe(false);
    expect(supervisor.state.phase).toBe('stopped');
  });

  test('F-32: ends a gateway that stays beyond its grace', async () => {
    const { supervisor, latest } = await running();
    const stopped = supervisor.stop(5_000);
    await vi.advanceTimersByTimeAsync(6_500);
    await stopped;
    expect(latest().wasKilled).toBe(true);
  });

  test('does not wait for a keychain that hangs', async () => {
    const { supervisor, latest } = supervise({ startOptions: () => new Promise(() => {}) });
    supervisor.start();
    await supervisor.stop(5_000);
    expect(latest().wasKilled).toBe(true);
  });
});

test('a new admin secret is handed on to be kept', async () => {
  const onSecret = vi.fn();
  const { latest } = await running({ onSecret });
  latest().say({ type: 'keepSecret', secret: 'lka_new' });
  expect(onSecret).toHaveBeenCalledWith('lka_new');
});
