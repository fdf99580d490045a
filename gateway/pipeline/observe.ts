import { LatchkeyError } from '#shared/contract/errors';
import type { CallTally } from '../observability/call-tally';
import type { CallRecord } from './audit';
import type { Call } from './call';
import { noReading } from './meter-reading';
import { toEndedCall } from './traced-call';

type Record = (call: Call, record: CallRecord) => void;

function outcomeOf(call: Call, thrown: unknown): { status: number; code: string } {
  if (thrown === undefined) return { status: call.res.statusCode, code: '' };
  if (thrown instanceof LatchkeyError) return { status: thrown.status, code: thrown.code };
  return { status: 500, code: 'INTERNAL' };
}

/** The record stage that also adds the call to the figures, and ends its trace. Never throws. */
export const createObserve =
  (tally: CallTally, audit: Record): Record =>
  (call, record) => {
    audit(call, record);
    const { key, service, reading = noReading } = record;
    const outcome = outcomeOf(call, record.thrown);
    tally.seeCall({
      ...outcome,
      keyId: key?.id ?? '',
      serviceId: service?.id ?? '',
      milliseconds: performance.now() - call.startedMs,
      firstByteMs: reading.firstByteMs,
      tokensIn: reading.tokensIn ?? 0,
      tokensOut: reading.tokensOut ?? 0,
      costNano: reading.costNano,
    });
    call.trace?.end(toEndedCall(call, record, outcome));
  };
