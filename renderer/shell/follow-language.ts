import type { Latchkey } from '../api/api';
import { followChanges } from '../api/follow';
import { rememberLanguage } from '../text/language';

const LOOK_AGAIN_MS = 1000;
const TYPED_IN = 'textarea, input:not([type="radio"], [type="checkbox"], [type="button"])';

/** Whether loading the page anew would lose what somebody is in the middle of. */
const isBusy = (): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
  document.activeElement?.matches(TYPED_IN) === true;

/**
 * Speaks the language that the owner chose in any window, the tray or on the command line: the page is loaded once more
 * when it is another one, as soon as no dialog is open and nothing is being typed. Until the returned function is called.
 */
export function followLanguage({ api, listen }: Pick<Latchkey, 'api' | 'listen'>): () => void {
  let later: ReturnType<typeof setTimeout> | undefined;
  const reload = () => {
    clearTimeout(later);
    if (isBusy()) later = setTimeout(reload, LOOK_AGAIN_MS);
    else location.reload();
  };
  const look = async () => {
    const settings = await api.settings.get({}).catch(() => undefined);
    clearTimeout(later);
    if (settings && rememberLanguage(settings.settings.language)) reload();
  };
  const end = followChanges(listen, ['settings'], look);
  return () => {
    clearTimeout(later);
    end();
  };
}
