import { vi } from 'vitest';
import type { Threat } from '#shared/contract/operations/security';
import type { Reply } from '#shared/contract/define';
import { Notices } from '../../main/notices/notices';
import type { Note, NotePlace } from '../../main/notices/note';

/** Saturday, ten in the evening in UTC. */
export const NOTICES_START = Date.UTC(2026, 10, 21, 22);

/** Twelve wrong keys from one address; `change` makes it another alert. */
export const threat = (change: Partial<Threat> = {}): { threat: Threat } => ({
  threat: {
    id: 't1',
    at: '2026-11-21T22:00:00.000Z',
    lastAt: '2026-11-21T22:00:00.000Z',
    kind: 'guessed_keys',
    severity: 'serious',
    keyId: null,
    ip: '192.168.1.9',
    count: 12,
    message: 'Twelve wrong keys from 192.168.1.9.',
    suggestion: 'ban_address',
    state: 'open',
    ...change,
  },
});

/** A gateway that answers what is asked here, and a desktop that remembers what it showed. */
export function noticesWorld() {
  const shown: string[] = [];
  const notes: Note[] = [];
  const opened: NotePlace[] = [];
  const asked: [string, unknown][] = [];
  const answers = {
    notices: { security: true, budgets: true, outages: true, updates: true },
    keys: [{ id: 'k1', name: 'Mum’s phone' }],
    doNotDisturb: null as { from: string; to: string } | null,
    services: [{ id: '1', name: 'chat', health: 'up', paused: false }],
    problems: [{ code: 'record_unavailable', message: 'Is the disk full?' }],
  };
  const send = async (name: string, input: unknown): Promise<Reply> => {
    asked.push([name, input]);
    const { doNotDisturb, services, problems, keys, notices: switches } = answers;
    const value =
      name === 'settings.get'
        ? { settings: { timeZone: 'UTC', alerts: { doNotDisturb }, notices: switches } }
        : name === 'services.list'
          ? { services }
          : { problems, keys };
    return { ok: true, value };
  };
  const show = (note: Note) => {
    notes.push(note);
    shown.push(`${note.title}|${note.body}`);
  };
  const open = (place: NotePlace) => void opened.push(place);
  const notices = new Notices({ show, open, send });
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const health = async (state: string) => {
    answers.services = [{ id: '1', name: 'chat', health: state, paused: false }];
    notices.hear({ name: 'changed', payload: { group: 'services' } });
    await later(0);
  };
  return { notices, shown, notes, opened, asked, answers, later, health };
}
