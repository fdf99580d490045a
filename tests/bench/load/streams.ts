// Opens some event streams at once and prints how late each event came. One JSON argument, one JSON line out.
import http from 'node:http';

export interface StreamsTask {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly streams: number;
}

export interface StreamsResult {
  /** From asking to the first event, one figure a stream. */
  readonly firstMs: readonly number[];
  /** From the moment an event was sent to the moment it came, first events left out. */
  readonly lateMs: readonly number[];
  readonly failed: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as StreamsTask;
const firstMs: number[] = [];
const lateMs: number[] = [];

const sinceMs = (moment: bigint): number => Number(process.hrtime.bigint() - moment) / 1e6;

/** Events with one data line each; may be cut anywhere. */
function createEventReader(onEvent: (data: string) => void) {
  let rest = '';
  return (chunk: Buffer) => {
    const events = (rest + chunk.toString()).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) onEvent(event.slice('data: '.length));
  };
}

/** Resolves to whether the stream ended as it should. */
function follow(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = process.hrtime.bigint();
    let isFirst = true;
    const read = createEventReader((sentAt) => {
      if (isFirst) firstMs.push(sinceMs(asked));
      else lateMs.push(sinceMs(BigInt(sentAt)));
      isFirst = false;
    });
    const request = http.get(task.url, { headers: task.headers }, (answer) => {
      answer.on('data', read);
      answer.once('error', () => resolve(false));
      answer.once('end', () => resolve(answer.statusCode === 200 && answer.complete));
    });
    request.once('error', () => resolve(false));
  });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const ends: Promise<boolean>[] = [];
for (let index = 0; index < task.streams; index++) {
  ends.push(follow());
  // Spread over the interval of the events, so that they do not all come in one turn.
  await pause(3);
}
const failed = (await Promise.all(ends)).filter((isWhole) => !isWhole).length;
const result: StreamsResult = { firstMs, lateMs, failed };
process.stdout.write(JSON.stringify(result));
