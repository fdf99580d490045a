/**
 * The thread that owns `ledger.db`. SQLite is synchronous, so it is kept away from the thread that serves the calls.
 * Node runs this very file in the tests, and its bundled form in the product: what it imports is named with its ending.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { commitBatch, interruptLeftOpen } from './batch-writer.ts';
import { answerCloseCycle, answerCycles, answerCycleSums } from './cycle-answers.ts';
import { backUp } from './ledger-backup.ts';
import { isDamage, LedgerDatabase, NewerLedgerError, openChecked } from './ledger-database.ts';
import type {
  Ask,
  Batch,
  FromWorker,
  QuestionName,
  Questions,
  ToWorker,
  WorkerStart,
} from './ledger-protocol';
import { writing } from './ledger-sql.ts';
import { createNames } from './names.ts';
import { answerPrune } from './prune-answer.ts';
import { answerExport, answerLastRow, answerRecords } from './row-answers.ts';
import {
  answerCounted,
  answerKeyStats,
  answerLifetime,
  answerSeries,
  answerSpent,
  answerSummary,
} from './usage-answers.ts';

/** workerData is what ledger-connection.ts gave, in this very process. */
const { file, isFirst } = workerData as WorkerStart;

const send = (message: FromWorker) => parentPort?.postMessage(message);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

let database: LedgerDatabase | undefined;
let names = createNames();
/** At the start, and after damage was met: looking through all of a big file takes long. */
let mustCheck = true;
let recovered = false;

function open(): LedgerDatabase {
  if (database) return database;
  // What the last handle remembers may never have reached the disk.
  names = createNames();
  if (mustCheck) {
    const checked = openChecked(file);
    database = checked.db;
    recovered ||= checked.recovered;
    mustCheck = false;
  } else {
    database = new LedgerDatabase(file);
  }
  return database;
}

function closeDatabase(): void {
  const closing = database;
  database = undefined;
  try {
    closing?.close();
  } catch {
    // A handle that cannot be closed any more is as good as closed.
  }
}

/** After a failure nobody knows what is on disk: what comes next begins with a fresh handle. */
function giveUp(error: unknown): string {
  closeDatabase();
  mustCheck ||= isDamage(error);
  return reasonOf(error);
}

function onBatch(batch: Batch): void {
  try {
    commitBatch(open(), names, batch);
    send({ type: 'committed', recovered });
  } catch (error) {
    send({ type: 'refused', reason: giveUp(error) });
  }
}

const answers: {
  [Name in Exclude<QuestionName, 'backup'>]: (
    db: LedgerDatabase,
    asked: Questions[Name]['asked'],
  ) => Questions[Name]['answer'];
} = {
  summary: answerSummary,
  counted: answerCounted,
  series: answerSeries,
  keyStats: answerKeyStats,
  spent: answerSpent,
  lifetime: answerLifetime,
  cycles: answerCycles,
  cycleSums: answerCycleSums,
  closeCycle: answerCloseCycle,
  records: answerRecords,
  lastRow: answerLastRow,
  export: answerExport,
  prune: answerPrune,
};

function answer<Name extends keyof typeof answers>(
  name: Name,
  asked: Questions[Name]['asked'],
): Questions[Name]['answer'] {
  return answers[name](open(), asked);
}

function onAsk(ask: Ask): void {
  const { id } = ask;
  if (ask.name === 'backup') {
    backUp(file, ask.asked.file).then(
      () => send({ type: 'answer', id, answer: null }),
      (error: unknown) => send({ type: 'unanswered', id, reason: reasonOf(error) }),
    );
    return;
  }
  try {
    send({ type: 'answer', id, answer: answer(ask.name, ask.asked) });
  } catch (error) {
    send({ type: 'unanswered', id, reason: giveUp(error) });
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'batch') return onBatch(message);
  if (message.type === 'ask') return onAsk(message);
  closeDatabase();
  send({ type: 'closed' });
  parentPort?.close();
});

try {
  const db = open();
  const interrupted = isFirst ? interruptLeftOpen(db, names) : 0;
  const [last] = db.rows(writing.lastId)[0] ?? [];
  send({ type: 'ready', lastId: Number(last ?? 0), interrupted, recovered });
} catch (error) {
  closeDatabase();
  send({ type: 'failed', newer: error instanceof NewerLedgerError, reason: reasonOf(error) });
}
