// Asks at a fixed rate whatever the answers do, and prints how long each took. One JSON argument, one JSON line out.
import http from 'node:http';

export interface SteadyTask {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface SteadyResult {
  readonly latenciesMs: readonly number[];
  readonly failed: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as SteadyTask;
const agent = new http.Agent({ keepAlive: true, scheduling: 'lifo' });
const total = task.perSecond * task.seconds;
const latenciesMs: number[] = [];
let sent = 0;
let failed = 0;

function finishWhenDone(): void {
  if (latenciesMs.length + failed < total) return;
  const result: SteadyResult = { latenciesMs, failed };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

function ask(): void {
  sent++;
  const startedMs = performance.now();
  const fail = () => {
    failed++;
    finishWhenDone();
  };
  const request = http.get(task.url, { agent, headers: task.headers }, (answer) => {
    answer.resume();
    answer.once('error', fail);
    answer.once('end', () => {
      if (answer.statusCode !== 200) return fail();
      latenciesMs.push(performance.now() - startedMs);
      finishWhenDone();
    });
  });
  request.once('error', fail);
}

const startedMs = performance.now();
const timer = setInterval(() => {
  const due = Math.min(total, ((performance.now() - startedMs) * task.perSecond) / 1000);
  while (sent < due) ask();
  if (sent >= total) clearInterval(timer);
}, 1);
