import { UpstreamFailure } from '../proxy/upstream-error';
import type { StoredKey } from '../storage/config-schema';
import type { Turn } from '../limits/fair-queue';
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
  /** A place at the service, at once when one is free; undefined where nothing has to be kept free. */
  waitTurn(grant: Grant): Turn | undefined | Promise<Turn>;
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
    let turn: Turn | undefined;
    let lease: Lease | undefined;
    let meter: Meter | undefined;
    let thrown: unknown;
    try {
      const known = stage.authenticate(call);
      key = known instanceof Promise ? await known : known;
      const reading = stage.readAhead(call, key);
      const asked = reading instanceof Promise ? await reading : reading;
      grant = stage.authorise(call, key, asked);
      const place = stage.waitTurn(grant);
      if (place instanceof Promise) {
        turn = await place;
        // What may pass can have changed while it waited.
        grant = { ...stage.authorise(call, key, asked), turn };
      } else turn = place;
      lease = stage.limit(grant);
      meter = stage.meter(lease);
      await stage.proxy(lease, meter);
    } catch (error) {
      thrown = error;
      if (error instanceof UpstreamFailure && error.isUnsent) lease?.reservation.giveBack();
      stage.refuse(call, error);
    } finally {
      lease?.reservation.release();
      turn?.end();
      stage.audit(call, { key, lease, service: grant?.service, reading: meter?.read(), thrown });
    }
  };
