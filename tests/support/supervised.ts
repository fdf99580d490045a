import { vi } from 'vitest';
import { Supervisor, type SupervisorDeps } from '../../main/supervisor/supervisor';
import { FakeGatewayChild } from './fake-gateway-child';

/** A supervisor whose gateways do what the test says. */
export function supervise(deps: Partial<SupervisorDeps> = {}) {
  const children: FakeGatewayChild[] = [];
  const supervisor = new Supervisor({
    fork: () => {
      const child = new FakeGatewayChild();
      children.push(child);
      return child;
    },
    startOptions: async () => ({ dataDir: '/data', version: '1', keychain: 'absent' }),
    onState: () => {},
    onEvent: () => {},
    onSecret: () => {},
    log: () => {},
    random: () => 0,
    ...deps,
  });
  const latest = () => {
    const child = children.at(-1);
    if (!child) throw new Error('no gateway was started');
    return child;
  };
  return { supervisor, children, latest };
}

/** The same with a gateway that has started; timers must be the test's. */
export async function running(deps: Partial<SupervisorDeps> = {}) {
  const all = supervise(deps);
  all.supervisor.start();
  await vi.advanceTimersByTimeAsync(0);
  all.latest().becomeReady();
  return all;
}
