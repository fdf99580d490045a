/** What closing the window means. */
type CloseChoice =
  /** The window goes, the app stays. */
  | 'hide'
  /** The same, after saying so once. */
  | 'explain'
  /** Nothing would be left to come back with, so the app quits, if the owner agrees. */
  | 'ask-to-quit';

/** Without a tray a hidden window could never be found again, so it is hidden only where there is one (or a Dock). */
export function chooseOnClose(at: {
  readonly platform: string;
  readonly hasTray: boolean;
  readonly hintShown: boolean;
}): CloseChoice {
  if (at.platform === 'darwin') return 'hide';
  if (!at.hasTray) return 'ask-to-quit';
  return at.hintShown ? 'hide' : 'explain';
}
