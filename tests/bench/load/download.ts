// Reads one big body and prints how long it took. One JSON argument, one JSON line out.
import http from 'node:http';

export interface DownloadTask {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DownloadResult {
  readonly bytes: number;
  readonly seconds: number;
  readonly isWhole: boolean;
}

const task = JSON.parse(process.argv[2] ?? '{}') as DownloadTask;
const startedMs = performance.now();
let bytes = 0;

function finish(isWhole: boolean): void {
  const result: DownloadResult = {
    bytes,
    seconds: (performance.now() - startedMs) / 1000,
    isWhole,
  };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

const request = http.get(task.url, { headers: task.headers }, (answer) => {
  answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
  answer.once('error', () => finish(false));
  answer.once('end', () => finish(answer.statusCode === 200 && answer.complete));
});
request.once('error', () => finish(false));
