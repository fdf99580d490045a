import type { StoredKey } from '../storage/config-schema';
import type { Call, Grant, Lease } from './call';
import type { CallRecord } from './audit';
import type { Meter } from './meter';

/** The stages of one call. Each needs what the one before it returned. */
export interface Stages {
  authenticate(call: Call): StoredKey;
  authorise(call: Call, key: StoredKey): Grant;
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
    let meter: Meter | undefined;
    let thrown: unknown;
    try {
      key = stage.authenticate(call);
      grant = stage.authorise(call, key);
      const lease = stage.limit(grant);
      meter = stage.meter(lease);
      await stage.proxy(lease, meter);
    } catch (error) {
      thrown = error;
      stage.refuse(call, error);
    } finally {
      stage.audit(call, { key, service: grant?.service, reading: meter?.read(), thrown });
    }
  };
