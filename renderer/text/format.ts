import { createFormats } from '#shared/text/formats';
import { locale } from './language';

/** How the window writes numbers, money and times: in its language. */
export const {
  toAmount,
  toBytes,
  toClock,
  toClockSeconds,
  toCount,
  toDate,
  toDateTime,
  toDay,
  toDuration,
  toExactTime,
  toMoney,
  toRelativeTime,
} = createFormats(locale);
