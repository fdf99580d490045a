import { translateChat, type ChatDialect } from '../../gateway/dialects/translate/translation';
import { PATHS } from './translate-fixtures';

/** What the service is asked, as JSON, when a caller of `from` sends this body. */
export function asked(
  from: ChatDialect,
  to: ChatDialect,
  body: unknown,
  path: string = PATHS[from],
): { path: string; answerType: string; body: unknown } {
  const options = { requestId: 'req-1', now: new Date(0) };
  const call = translateChat(from, to, path, body, options);
  return { ...call, body: JSON.parse(call.body.toString('utf8')) as unknown };
}
