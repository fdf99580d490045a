import { LatchkeyError } from '#shared/contract/errors';
import type { FairQueue, Turn } from '../limits/fair-queue';
import type { Grant } from './call';

interface WaitTurnDeps {
  readonly queue: Pick<FairQueue, 'take' | 'wait'>;
}

/**
 * Gets a call its place at a service that takes only so many at once: immediately when one is free, and otherwise by
 * waiting for it as long as the owner allows. Undefined where nothing has to be kept free; a service without a queue
 * leaves the refusal to its limit.
 */
export const createWaitTurn =
  ({ queue }: WaitTurnDeps) =>
  (grant: Grant): Turn | undefined | Promise<Turn> => {
    const { call, key, service } = grant;
    const most = service.allowance.concurrent;
    if (most === null || service.shadow || call.route.free) return undefined;
    const { id: serviceId, queueSeconds } = service;
    const asking = { serviceId, keyId: key.id, person: key.person, most, queueSeconds };
    const turn = queue.take(asking);
    if (turn || queueSeconds === 0) return turn;
    const wait = queue.wait(asking);
    const leave = () => wait.refuse(new LatchkeyError('REQUEST_TIMEOUT'));
    call.res.once('close', leave);
    if (call.res.destroyed) leave();
    return wait.turn.finally(() => call.res.off('close', leave));
  };
