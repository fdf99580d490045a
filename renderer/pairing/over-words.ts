import type { Pairing } from '#shared/contract/operations/pairing';
import { t } from '../text/t';
import { toWayWords } from './way-words';

/** Why a code that nobody used is over. */
export function toOverWords(state: string, pairing: Pairing | undefined) {
  const { unreachable, expired, cancelled } = t.pairing.over;
  if (state !== 'unreachable' || !pairing) return state === 'expired' ? expired : cancelled;
  const { title, off, gone } = unreachable;
  const { way } = pairing;
  return { title, help: (way.problem === 'off' ? off : gone)(toWayWords(way)) };
}
