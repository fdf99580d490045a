import type { Place } from '../platform/shell-state';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const MIN_SIZE = { width: 760, height: 520 };
const USUAL_SIZE = { width: 1180, height: 760 };
/** So much of the window must be on a display for a person to get hold of it. */
const GRIP = 120;

const overlap = (a: Area, b: Area): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width < GRIP || height < GRIP ? 0 : width * height;
};

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(value, high));

/** Where the window opens: where it was if a display is still there, no larger than that display, else at the usual size and centred. */
export function toOpeningPlace(
  saved: Place | undefined,
  displays: readonly Area[],
): { width: number; height: number; x?: number; y?: number } {
  const best = saved && [...displays].sort((a, b) => overlap(saved, b) - overlap(saved, a))[0];
  if (!saved || !best || overlap(saved, best) === 0) return { ...USUAL_SIZE };
  const width = clamp(saved.width, Math.min(MIN_SIZE.width, best.width), best.width);
  const height = clamp(saved.height, Math.min(MIN_SIZE.height, best.height), best.height);
  return {
    width,
    height,
    x: clamp(saved.x, best.x, best.x + best.width - width),
    y: clamp(saved.y, best.y, best.y + best.height - height),
  };
}
