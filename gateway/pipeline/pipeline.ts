import type { StoredKey } from '../storage/config-schema';
import type { Call, Grant, Lease } from './call';
import type { Asked } from './read-ahead';
import type { CallRecord } from './audit';
import type { Meter } from './meter';

/** The stages of one call. Each needs what the one before it returned. */
export interface Stages {
  /** At once for a key; only callers that are known by something else have to be waited for. */
  authenticate(call: Call): StoredKey | Promise<StoredKey>;
  /** Looks into the body when something hangs on it. */
  readAhead(call: Call, key: StoredKey): Asked | Promise<Asked>;
  authorise(call: Call, key: StoredKey, asked: Asked): Grant;
  /** Reserves at once: nothing is waited for between the look at a limit and the taking. */
  limit(grant: Grant): Lease;
  meter(lease: Lease): Meter;
  /** Resolves when the answer has ended and its record is on disk. */
  proxy(lease: Lease, meter: Meter): Promise<void>;
  /** Answers the caller; destroys the connection when an answer had already begun. Never throws. */
  refuse(call: Call, thrown: unknown): void;
  /** Puts the attempt on record, whatever happened. Never throws. */
  audit(call: Call, record: CallRecord): void;
}

/** One request, top to bottom. Each stage needs what the one above returned, so none can be skipped or moved up. */
export const createPipeline =
  (stage: Stages) =>
  async (call: Call): Promise<void> => {
    let key: StoredKey | undefined;
    let grant: Grant | undefined;
    let lease: Lease | undefined;
    let meter: Meter | undefined;
    let thrown: unknown;
    try {
      const known = stage.authenticate(call);
      key = known instanceof Promise ? await known : known;
      const asked = stage.readAhead(call, key);
      grant = stage.authorise(call, key, asked instanceof Promise ? await asked : asked);
      lease = stage.limit(grant);
      meter = stage.meter(lease);
      await stage.proxy(lease, meter);
    } catch (error) {
      thrown = error;
      stage.refuse(call, error);
    } finally {
      lease?.reservation.release();
      stage.audit(call, { key, lease, service: grant?.service, reading: meter?.read(), thrown });
    }
  };
