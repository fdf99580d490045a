import { Notification } from 'electron';
import type { Note } from '../notices/note';

/** Shows a note where the desktop can show notes; the window says the same in any case. Linux has no buttons on notes. */
export function notify(note: Note, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const { title, body, actions } = note;
  const buttons = actions.map(({ label }) => ({ type: 'button', text: label }) as const);
  const shown = new Notification({
    title,
    body,
    ...(process.platform !== 'linux' && buttons.length > 0 && { actions: buttons }),
  });
  shown.on('click', onClick);
  shown.on('action', ({ actionIndex }) => actions[actionIndex]?.run());
  shown.show();
}
