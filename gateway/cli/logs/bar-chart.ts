import type { LogReport } from './log-report';

type Point = LogReport['trend'][number];
interface Bar {
  readonly label: string;
  calls: number;
  bad: number;
}

const HOUR_MS = 3_600_000;
const MAX_BARS = 48;
const two = (value: number): string => String(value).padStart(2, '0');

const toDay = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
/** Labels in local time, from fine to coarse. */
const LABELS: readonly ((date: Date) => string)[] = [
  (date) => `${toDay(date)} ${two(date.getHours())}:00`,
  toDay,
  (date) => toDay(date).slice(0, 7),
];

/** Hours without calls are part of a picture of hours. */
function withGaps(points: readonly Point[]): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return points;
  const [fromMs, toMs] = [Date.parse(first.at), Date.parse(last.at)];
  const hours = (toMs - fromMs) / HOUR_MS + 1;
  if (hours > MAX_BARS) return points;
  const known = new Map(points.map((point) => [Date.parse(point.at), point]));
  return Array.from({ length: hours }, (_, hour) => {
    const atMs = fromMs + hour * HOUR_MS;
    const empty = { at: new Date(atMs).toISOString(), calls: 0, refused: 0, failed: 0 };
    return known.get(atMs) ?? empty;
  });
}

function group(points: readonly Point[], labelOf: (date: Date) => string): Bar[] {
  const bars = new Map<string, Bar>();
  for (const { at, calls, refused, failed } of points) {
    const label = labelOf(new Date(at));
    const bar = bars.get(label) ?? { label, calls: 0, bad: 0 };
    bar.calls += calls;
    bar.bad += refused + failed;
    bars.set(label, bar);
  }
  return [...bars.values()];
}

/** How the chart may look. */
export interface ChartStyle {
  readonly hasUnicode: boolean;
  readonly hasColor: boolean;
  readonly width: number;
}

const RED = '\u001b[31m';
const RESET = '\u001b[0m';

function draw({ label, calls, bad }: Bar, unit: number, style: ChartStyle): string {
  const [good, wrong] = style.hasUnicode ? ['█', '▒'] : ['#', 'x'];
  const length = Math.max(calls > 0 ? 1 : 0, Math.round(calls / unit));
  const wrongLength = Math.min(length, Math.max(bad > 0 ? 1 : 0, Math.round(bad / unit)));
  const tail = wrong.repeat(wrongLength);
  const bar =
    good.repeat(length - wrongLength) + (style.hasColor && tail ? RED + tail + RESET : tail);
  const notes = bad > 0 ? `${calls} (${bad} refused or failed)` : String(calls);
  return `  ${label} ${bar}${bar === '' ? '' : ' '}${notes}\n`;
}

/** Calls over time as bars of text, one line per hour, day or month; at most 48 lines. */
export function barChart(points: readonly Point[], style: ChartStyle): string {
  const filled = withGaps(points);
  const groups = LABELS.map((labelOf) => group(filled, labelOf));
  const bars = (groups.find((each) => each.length <= MAX_BARS) ?? groups.at(-1) ?? []).slice(
    -MAX_BARS,
  );
  const room = Math.max(10, Math.min(style.width, 100) - 50);
  const unit = Math.max(1, Math.max(...bars.map(({ calls }) => calls)) / room);
  return bars.map((bar) => draw(bar, unit, style)).join('');
}
