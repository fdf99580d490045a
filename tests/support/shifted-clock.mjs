// Loaded before a gateway: its clocks are ahead of the computer's by the milliseconds that stand in LATCHKEY_CLOCK_FILE.
import { readFileSync } from 'node:fs';

const RealDate = Date;
const realSteady = performance.now.bind(performance);
const ahead = () => Number(readFileSync(process.env.LATCHKEY_CLOCK_FILE, 'utf8'));
const aheadAtFirst = ahead();
const now = () => RealDate.now() + ahead();

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length > 0 ? given : [now()]));
  }
  static now() {
    return now();
  }
};
// What refills with time goes by the steady clock.
performance.now = () => realSteady() + ahead() - aheadAtFirst;
