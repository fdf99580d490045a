import type { LogRecord } from './log-record';
import { isFailed, isRefused } from './outcome';
import { ownCopy } from './own-copy';

/** So many different names are kept of one user; of others only the calls are counted. */
const MAX_NAMES = 50;

/** What one user did, and when. */
export class UserActivity {
  count = 0;
  refused = 0;
  failed = 0;
  firstMs = Infinity;
  lastMs = -Infinity;
  /** Calls by the hour of the local day. */
  readonly hours: number[] = new Array<number>(24).fill(0);
  readonly services = new Map<string, number>();
  readonly addresses = new Set<string>();

  see(record: LogRecord): void {
    const { atMs, service, ip } = record;
    if (isRefused(record)) this.refused++;
    if (isFailed(record)) this.failed++;
    this.firstMs = Math.min(this.firstMs, atMs);
    this.lastMs = Math.max(this.lastMs, atMs);
    const hour = new Date(atMs).getHours();
    this.hours[hour] = (this.hours[hour] ?? 0) + 1;
    if (service !== null) this.#seeService(service);
    if (ip !== null && this.addresses.size < MAX_NAMES && !this.addresses.has(ip)) {
      this.addresses.add(ownCopy(ip));
    }
  }

  #seeService(name: string): void {
    const count = this.services.get(name);
    if (count !== undefined) this.services.set(name, count + 1);
    else if (this.services.size < MAX_NAMES) this.services.set(ownCopy(name), 1);
  }
}
