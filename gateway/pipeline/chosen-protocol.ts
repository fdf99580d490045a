import type { IncomingMessage } from 'node:http';
import { SUBPROTOCOL_PREFIX } from '#shared/domain/key-format';

const NAME = 'sec-websocket-protocol';
const NONE: readonly string[] = [];
/** What a page may offer beside its key, so that the key need not be said back. */
const WITHOUT_KEY = 'latchkey';

/**
 * What the answer must say of subprotocols when the service chose none, as a flat name and value. A browser closes a
 * socket whose server takes up nothing of what it offered, and the service was never offered the key. So `latchkey` is
 * taken up, or the key itself where nothing else was offered: it goes back to whoever sent it, and to nobody else.
 */
export function chosenProtocol(req: IncomingMessage, answer: IncomingMessage): readonly string[] {
  const offered = req.headers[NAME];
  if (offered === undefined || answer.headers[NAME] !== undefined) return NONE;
  const names = offered.split(',').map((name) => name.trim());
  const isKey = (name: string) => name.startsWith(SUBPROTOCOL_PREFIX);
  const key = names.find(isKey);
  if (key === undefined) return NONE;
  if (names.includes(WITHOUT_KEY)) return [NAME, WITHOUT_KEY];
  return names.every(isKey) ? [NAME, key] : NONE;
}
