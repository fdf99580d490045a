import { expect, test } from 'vitest';
import { CallTally, type SeenCall } from '../../gateway/observability/call-tally';
import { metricsText, type MetricSources } from '../../gateway/observability/metrics-text';

const call = (fields: Partial<SeenCall> = {}): SeenCall => ({
  keyId: 'phone',
  serviceId: '1',
  status: 200,
  code: '',
  milliseconds: 30,
  firstByteMs: 4,
  tokensIn: 3,
  tokensOut: 5,
  costNano: 1_500_000_000n,
  ...fields,
});

const read = async (tally: CallTally, more: Partial<MetricSources> = {}) => {
  const sources = { liveCalls: 0, isRecording: true, services: [], loopLag: [], ...more };
  const { text } = await metricsText({ tally, currency: 'EUR', ...sources });
  return text.split('\n');
};

test('S003-83: calls, AI tokens and money are added up by service and key', async () => {
  const tally = new CallTally();
  tally.seeCall(call());
  tally.seeCall(call());
  tally.seeCall(call({ status: 429, code: 'LIMIT_REACHED', tokensIn: 0, firstByteMs: null }));
  const lines = await read(tally);
  expect(lines).toContain(
    'latchkey_requests_total{service="1",key="phone",status="2xx",code=""} 2',
  );
  expect(lines).toContain(
    'latchkey_requests_total{service="1",key="phone",status="4xx",code="LIMIT_REACHED"} 1',
  );
  expect(lines).toContain('latchkey_tokens_total{service="1",key="phone",direction="in"} 6');
  expect(lines).toContain('latchkey_cost_total{service="1",key="phone",currency="EUR"} 4.5');
});

test('S003-83: durations are whole histograms, each bucket holding those below it too', async () => {
  const tally = new CallTally();
  for (const milliseconds of [0.4, 30, 30, 2000, 3_600_000]) tally.seeCall(call({ milliseconds }));
  tally.seeCommit(2);
  const lines = await read(tally);
  const name = 'latchkey_request_duration_seconds';
  expect(lines).toContain(`${name}_bucket{service="1",le="0.001"} 1`);
  expect(lines).toContain(`${name}_bucket{service="1",le="0.05"} 3`);
  expect(lines).toContain(`${name}_bucket{service="1",le="600"} 4`);
  expect(lines).toContain(`${name}_bucket{service="1",le="+Inf"} 5`);
  expect(lines).toContain(`${name}_count{service="1"} 5`);
  expect(lines).toContain('latchkey_first_byte_seconds_bucket{service="1",le="0.005"} 5');
  expect(lines).toContain('latchkey_ledger_commit_seconds_bucket{le="0.0025"} 1');
});

test('S003-83: what is read at the moment stands beside what was counted', async () => {
  const lines = await read(new CallTally(), {
    liveCalls: 3,
    isRecording: false,
    services: [{ id: '1', waiting: 7, targetsUp: [true, false, undefined] }],
    loopLag: [['0.99', 0.25]],
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      'latchkey_live_calls 3',
      'latchkey_recording 0',
      'latchkey_queue_length{service="1"} 7',
      'latchkey_target_up{service="1",target="0"} 1',
      'latchkey_target_up{service="1",target="1"} 0',
      'latchkey_event_loop_lag_seconds{quantile="0.99"} 0.25',
    ]),
  );
  expect(lines.join()).not.toContain('target="2"');
});

test('S003-83: a million calls of one key are as many lines as one call', async () => {
  const tally = new CallTally();
  tally.seeCall(call());
  const few = (await read(tally)).length;
  for (let at = 0; at < 1_000_000; at++) tally.seeCall(call());
  expect((await read(tally)).length).toBe(few);
  tally.prune(({ keyId }) => keyId !== 'phone');
  expect((await read(tally)).join('\n')).not.toContain('key="phone"');
});
