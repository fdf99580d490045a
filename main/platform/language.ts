import { app } from 'electron';
import { speak } from '../text/t';
import type { ShellStateFile } from './shell-state';

const systemLanguages = (): readonly string[] => [
  ...app.getPreferredSystemLanguages(),
  app.getLocale(),
];

/**
 * Speaks the language that was the owner's choice when it was last known, until the gateway says another one. Returns what
 * to call with each choice that is heard of; `onOther` runs when the language became another. Needs a ready app.
 */
export function followLanguage(
  state: ShellStateFile,
  onOther: () => void,
): (language: string) => void {
  speak(state.current.language, systemLanguages());
  return (language) => {
    if (language !== state.current.language) state.update({ language });
    if (speak(language, systemLanguages())) onOther();
  };
}
