import path from 'node:path';
import { runProgram } from '../child-process.ts';
import type { ThroughputLoad } from './throughput-load.ts';

const program = path.resolve(import.meta.dirname, '../../../node_modules/autocannon/autocannon.js');

interface Result {
  readonly requests: { readonly total: number };
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly duration: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}

/** Load from autocannon, where wrk is not installed. It is slower: look at ratios only. */
export function createAutocannonLoad(): ThroughputLoad {
  return async ({ url, headers, body, seconds }) => {
    const args = ['-c', '64', '-d', String(seconds), '--json', '--no-progress'];
    for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}=${value}`);
    if (body !== undefined) {
      args.push('-m', 'POST', '-b', body, '-H', 'Content-Type=application/json');
    }
    const command = [process.execPath, program, ...args, url];
    const text = await runProgram('rig', command, (seconds + 15) * 1000);
    const result = JSON.parse(text) as Result;
    return {
      requests: result.requests.total,
      perSecond: result.requests.total / result.duration,
      p50Ms: result.latency.p50,
      p99Ms: result.latency.p99,
      failed: result.errors + result.timeouts + result.non2xx,
    };
  };
}
