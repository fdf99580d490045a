import type { Threat } from '#shared/contract/operations/security';
import { t } from '../text/t';
import type { Note } from './note';

/** Kinds that can mean that a key has leaked: the owner is asked, however harmless it looks. */
const LEAKS: ReadonlySet<Threat['kind']> = new Set([
  'new_network',
  'shared_key',
  'night_use',
  'volume_spike',
]);

/** Whether the owner is told outside of the window. */
export const isTold = ({ kind, severity, state }: Threat): boolean =>
  state === 'open' && (severity !== 'notice' || LEAKS.has(kind));

/** What the buttons of a note do. */
interface ThreatAnswers {
  readonly mine: () => void;
  readonly pauseKey: () => void;
  readonly look: () => void;
}

/** The note of an alert; `keyName` is undefined for one that is about no key, or of a key that is gone. */
export function toThreatNote(
  threat: Threat,
  keyName: string | undefined,
  answers: ThreatAnswers,
): Note {
  const { notes } = t();
  const { id, kind, ip, message } = threat;
  const isAsking = LEAKS.has(kind) && keyName !== undefined;
  const isUnnamed = keyName === undefined && threat.keyId !== null;
  const from = ip === null ? (isAsking ? notes.wasItYou : notes.look) : notes.from(ip, isAsking);
  return {
    title: isUnnamed ? notes.trouble : notes.alerts[kind](keyName ?? ''),
    body: isUnnamed ? message : from,
    place: { place: 'alert', id },
    actions: isAsking
      ? [
          { label: notes.mine, run: answers.mine },
          { label: notes.pauseKey, run: answers.pauseKey },
          { label: notes.newText, run: answers.look },
        ]
      : [],
  };
}
