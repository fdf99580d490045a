import { expect, test } from 'vitest';
import { createFailureThrottle } from '../../gateway/edge/failure-throttle';
import { sourceUnit } from '../../gateway/threats/address-unit';

function createClock() {
  let nowMs = 1_000;
  return { monotonicMs: () => nowMs, advance: (ms: number) => void (nowMs += ms) };
}

const fail = (throttle: { recordFailure(ip: string): void }, ip: string, times: number) => {
  for (let count = 0; count < times; count++) throttle.recordFailure(ip);
};

test('T-14: five failures are free, then the wait doubles from one second to a minute', () => {
  const throttle = createFailureThrottle(createClock());
  fail(throttle, '192.168.1.9', 5);
  expect(throttle.retryAfterMs('192.168.1.9')).toBe(0);
  const waits: number[] = [];
  for (let count = 0; count < 8; count++) {
    throttle.recordFailure('192.168.1.9');
    waits.push(throttle.retryAfterMs('192.168.1.9') / 1000);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test('T-14: the wait ends when its time is over, and long silence forgets everything', () => {
  const clock = createClock();
  const throttle = createFailureThrottle(clock);
  fail(throttle, '192.168.1.9', 7);
  clock.advance(1_500);
  expect(throttle.retryAfterMs('192.168.1.9')).toBe(500);
  clock.advance(500);
  expect(throttle.retryAfterMs('192.168.1.9')).toBe(0);
  clock.advance(600_000);
  fail(throttle, '192.168.1.9', 5);
  expect(throttle.retryAfterMs('192.168.1.9')).toBe(0);
});

test('T-14: a stranger slows down nobody at another address', () => {
  const throttle = createFailureThrottle(createClock());
  fail(throttle, '192.168.1.9', 10_000);
  expect(throttle.retryAfterMs('192.168.1.10')).toBe(0);
});

test('T-14: all addresses of one IPv6 /64 count as one home, those of the next do not', () => {
  const throttle = createFailureThrottle(createClock());
  for (let host = 0; host < 6; host++) throttle.recordFailure(`2001:db8:1:2::${host.toString(16)}`);
  expect(throttle.retryAfterMs('2001:db8:1:2:ffff::1')).toBe(1_000);
  expect(throttle.retryAfterMs('2001:db8:1:3::1')).toBe(0);
});

test.each([
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0'],
  ['fe80::1', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['2001:0db8:0001::', '2001:db8:1:0'],
  ['10.0.0.1', '10.0.0.1'],
])('T-14: %s is counted as %s', (ip, unit) => {
  expect(sourceUnit(ip)).toBe(unit);
});

test('T-14: the table is bounded, and the address that failed longest ago is forgotten first', () => {
  const throttle = createFailureThrottle({ ...createClock(), maxEntries: 3 });
  fail(throttle, '10.0.0.1', 6);
  fail(throttle, '10.0.0.2', 6);
  fail(throttle, '10.0.0.3', 6);
  throttle.recordFailure('10.0.0.1');
  throttle.recordFailure('10.0.0.4');
  expect(throttle.retryAfterMs('10.0.0.2')).toBe(0);
  expect(throttle.retryAfterMs('10.0.0.1')).toBe(2_000);
});

test('D-12: loopback is never made to wait, unless asked for', () => {
  const lenient = createFailureThrottle(createClock());
  const strict = createFailureThrottle({ ...createClock(), throttleLoopback: true });
  for (const ip of ['127.0.0.1', '::1']) {
    fail(lenient, ip, 100);
    fail(strict, ip, 6);
    expect(lenient.retryAfterMs(ip)).toBe(0);
    expect(strict.retryAfterMs(ip)).toBe(1_000);
  }
});

test('failures that were forgotten by mistake can be restored, with what is left of the wait', () => {
  const clock = createClock();
  const throttle = createFailureThrottle(clock);
  fail(throttle, '10.0.0.1', 8);
  expect(throttle.retryAfterMs('10.0.0.1')).toBe(4_000);
  throttle.forget('10.0.0.1');
  expect([throttle.list(), throttle.forgotten()]).toEqual([[], ['10.0.0.1']]);
  clock.advance(1_000);
  throttle.restore('10.0.0.1');
  expect(throttle.forgotten()).toEqual([]);
  expect(throttle.list()).toEqual([{ unit: '10.0.0.1', failures: 8, waitMs: 3_000 }]);
});

test('what failed since counts on top of what is restored, and after ten minutes nothing is', () => {
  const clock = createClock();
  const throttle = createFailureThrottle(clock);
  fail(throttle, '10.0.0.1', 6);
  throttle.forget('10.0.0.1');
  fail(throttle, '10.0.0.1', 1);
  throttle.restore('10.0.0.1');
  expect(throttle.retryAfterMs('10.0.0.1')).toBe(2_000);
  throttle.forget('10.0.0.1');
  clock.advance(600_000);
  expect(throttle.forgotten()).toEqual([]);
  throttle.restore('10.0.0.1');
  expect(throttle.retryAfterMs('10.0.0.1')).toBe(0);
});
