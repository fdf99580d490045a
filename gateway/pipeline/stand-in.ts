import { writeShow } from '../dialects/translate/model-list';
import { answerTokenCount } from '../dialects/translate/token-count';
import type { AnswerEdit, EditAnswer } from '../proxy/answer-edit';
import type { ResponseHead } from '../proxy/response-head';

type Json = Readonly<Record<string, unknown>>;

const modelOf = (json: Json): string => String(json['model'] ?? json['name'] ?? '');

/** Small questions that an app asks before it chats, and what is true of any service that cannot answer them itself. */
const STAND_INS = new Map<string, (json: Json) => Buffer>([
  ['/v1/messages/count_tokens', answerTokenCount],
  ['/api/show', (json) => Buffer.from(JSON.stringify(writeShow({ id: modelOf(json) })))],
]);

/** True for a question that the gateway can answer when the service cannot. */
export const hasStandIn = (path: string): boolean => STAND_INS.has(path);

/** True for the answer of a service that has no such path. */
export const hasNoSuchPath = ({ status }: ResponseHead): boolean =>
  status === 404 || status === 405 || status === 501;

const HEAD: AnswerEdit['head'] = {
  status: 200,
  reason: 'OK',
  headers: ['Content-Type', 'application/json; charset=utf-8'],
};

/** Answers in the place of a service that does not know the question. */
export function standIn(path: string, json: Json | undefined): EditAnswer | undefined {
  const write = STAND_INS.get(path);
  if (!write || !json) return undefined;
  return (head) => {
    if (!hasNoSuchPath(head)) return undefined;
    const body = write(json);
    return { head: HEAD, holdsHead: true, push: () => undefined, end: () => body };
  };
}
