import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../child-process.ts';
import type { Throughput, ThroughputLoad } from './throughput-load.ts';

const MS_OF: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

const find = (text: string, pattern: RegExp): RegExpExecArray | [] => pattern.exec(text) ?? [];

function percentileMs(text: string, share: number): number {
  const [, figure, unit = ''] = find(
    text,
    new RegExp(`^\\s+${share}%\\s+([\\d.]+)(us|ms|s|m)$`, 'm'),
  );
  return Number(figure) * (MS_OF[unit] ?? NaN);
}

/** Reads what `wrk --latency` prints. */
export function parseWrk(text: string): Throughput {
  const [, requests, figure, unit = ''] = find(text, /(\d+) requests in ([\d.]+)(us|ms|s|m),/);
  const seconds = (Number(figure) * (MS_OF[unit] ?? NaN)) / 1000;
  const [, ...socketErrors] = find(
    text,
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/,
  );
  const [, refused = '0'] = find(text, /Non-2xx or 3xx responses: (\d+)/);
  return {
    requests: Number(requests),
    perSecond: Number(requests) / seconds,
    p50Ms: percentileMs(text, 50),
    p99Ms: percentileMs(text, 99),
    failed: [refused, ...socketErrors].reduce((sum, count) => sum + Number(count), 0),
  };
}

const toLua = (text: string): string => JSON.stringify(text);

/** Load from wrk: one thread, since it has one core. */
export function createWrkLoad(program: string, folder: string): ThroughputLoad {
  return async ({ url, headers, body, seconds }) => {
    const script = path.join(folder, 'post.lua');
    const args = ['-t1', '-c64', `-d${seconds}s`, '--latency', '--timeout', '5s'];
    for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}: ${value}`);
    if (body !== undefined) {
      writeFileSync(script, `wrk.method = "POST"\nwrk.body = ${toLua(body)}\n`);
      args.push('-H', 'Content-Type: application/json', '-s', script);
    }
    return parseWrk(await runProgram('rig', [program, ...args, url], (seconds + 15) * 1000));
  };
}
