import { expect, test } from 'vitest';
import { chooseOnClose } from '../../main/window/close-choice';
import { createCrashBrake } from '../../main/window/crash-brake';
import { toOpeningPlace } from '../../main/window/window-place';

const laptop = { x: 0, y: 0, width: 1400, height: 900 };
const beside = { x: 1400, y: 0, width: 1920, height: 1080 };
const saved = (x: number, y: number, width = 1000, height = 700) => ({
  x,
  y,
  width,
  height,
  isMaximised: false,
});

test('the window opens where it was', () => {
  const place = toOpeningPlace(saved(1500, 50), [laptop, beside]);
  expect(place).toEqual({ x: 1500, y: 50, width: 1000, height: 700 });
});

test('a window of a display that is gone opens at its usual size, centred', () => {
  expect(toOpeningPlace(saved(1500, 50), [laptop])).toEqual({ width: 1180, height: 760 });
  expect(toOpeningPlace(saved(5000, 5000), [laptop, beside])).not.toHaveProperty('x');
});

test('a window half outside is pulled in, and one too large is made to fit', () => {
  expect(toOpeningPlace(saved(900, 500), [laptop])).toMatchObject({ x: 400, y: 200 });
  expect(toOpeningPlace(saved(0, 0, 4000, 3000), [laptop])).toEqual(laptop);
});

test('a first start has no place yet', () => {
  expect(toOpeningPlace(undefined, [laptop])).toEqual({ width: 1180, height: 760 });
  expect(toOpeningPlace(saved(0, 0), [])).toEqual({ width: 1180, height: 760 });
});

test('closing hides the window only where it can be found again, and says so once', () => {
  const linux = { platform: 'linux', hasTray: true, hintShown: false };
  expect(chooseOnClose(linux)).toBe('explain');
  expect(chooseOnClose({ ...linux, hintShown: true })).toBe('hide');
  expect(chooseOnClose({ ...linux, hasTray: false, hintShown: true })).toBe('ask-to-quit');
  expect(chooseOnClose({ platform: 'darwin', hasTray: false, hintShown: false })).toBe('hide');
});

test('a page that crashed is back at once, unless it crashes again and again', () => {
  let now = 0;
  const pauseMs = createCrashBrake(() => now);
  expect([pauseMs(), pauseMs(), pauseMs()]).toEqual([0, 0, 0]);
  expect(pauseMs()).toBe(10_000);
  now += 60_000;
  expect(pauseMs()).toBe(0);
});
