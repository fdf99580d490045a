/** What an answer says about itself and the service does not: the writers of all dialects take it from here. */
export interface AnswerFrame {
  readonly requestId: string;
  /** The model that was asked for; it stands in when the service names none. */
  readonly model: string;
  readonly createdAt: Date;
  /** Whole milliseconds since the call began; never goes back. */
  readonly elapsedMs: () => number;
  readonly showReasoning: boolean;
  readonly includeUsage: boolean;
}

const UNSAFE = /[^A-Za-z0-9_-]/g;

/** The answer's id with the letters that its dialect begins it with. */
export const answerId = (prefix: string, { requestId }: AnswerFrame): string =>
  prefix + requestId.replace(UNSAFE, '').slice(0, 64);

/** The answer's time in whole seconds, as the OpenAI dialect writes it. */
export const createdSeconds = ({ createdAt }: AnswerFrame): number =>
  Math.floor(createdAt.getTime() / 1000);

/** One server-sent event without a name. */
export const dataEvent = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

/** One server-sent event named after the type it carries. */
export const namedEvent = (value: { readonly type: string }): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
