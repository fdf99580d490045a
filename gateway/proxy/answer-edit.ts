import type { ResponseHead } from './response-head';

/** A change of an answer on its way to the caller: another dialect, or an event taken out that the caller did not ask for. */
export interface AnswerEdit {
  /** The head that the caller gets; its length is no longer known. */
  readonly head: Pick<ResponseHead, 'status' | 'reason' | 'headers'>;
  /** Nothing is shown before the answer was understood; the status can still become another one until then. */
  readonly holdsHead: boolean;
  /** The caller's bytes for the service's; undefined when there are none yet. Throws when the answer is not understood. */
  push(chunk: Buffer): Buffer | undefined;
  /** What is left for the caller at the end. Throws when the answer is not understood and nothing was given out. */
  end(): Buffer | undefined;
  /** True once the caller's answer needs nothing more of the service, which may keep talking. */
  readonly isOver?: boolean;
  /** True when the caller's answer ends in an error that it can read. */
  readonly isBroken?: boolean;
}

/** Decides by its head whether an answer is changed; undefined passes it on byte by byte. */
export type EditAnswer = (head: ResponseHead) => AnswerEdit | undefined;
