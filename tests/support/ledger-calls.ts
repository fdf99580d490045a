import type { OpenCall, Settlement } from '../../gateway/ledger/ledger';

/** Later than any call of a test. */
export const ALL_TIME_MS = Date.UTC(2100, 0);

/** A call as the pipeline opens it. */
export const openCall = (change: Partial<OpenCall> = {}): OpenCall => ({
  requestId: 'request-1',
  startedAtMs: Date.UTC(2026, 10, 21, 12),
  keyId: 'phone',
  person: 'Ada',
  serviceId: '1',
  method: 'POST',
  path: '/v1/chat/completions',
  model: null,
  ...change,
});

/** A call that went well. */
export const settlement = (change: Partial<Settlement> = {}): Settlement => ({
  status: 200,
  outcome: 'succeeded',
  billed: true,
  bytesIn: 10,
  bytesOut: 20,
  tokensIn: 3,
  tokensOut: 4,
  tokensCached: null,
  images: null,
  audioMs: null,
  wattSeconds: null,
  costNano: 1_000_000n,
  firstByteMs: 1.5,
  totalMs: 2.5,
  model: 'llama',
  flags: [],
  ...change,
});
