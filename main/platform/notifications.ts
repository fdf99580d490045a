import { Notification } from 'electron';

/** Shows a note where the desktop can show notes; the window says the same in any case. */
export function notify(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const note = new Notification({ title, body });
  note.on('click', onClick);
  note.show();
}
