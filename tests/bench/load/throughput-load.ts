/** What one measurement with 64 connections found. */
export interface Throughput {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx, broken connections and timeouts together. */
  readonly failed: number;
}

interface ThroughputTask {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Posted as JSON; without it the request is a GET. */
  readonly body?: string | undefined;
  readonly seconds: number;
}

/** Asks as fast as answers come. */
export type ThroughputLoad = (task: ThroughputTask) => Promise<Throughput>;
