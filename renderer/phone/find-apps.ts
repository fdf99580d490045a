import type { PhoneTexts } from '#shared/text/en/phone';
import { phoneApps, type PhoneApp } from './apps';

type Steps = PhoneTexts['steps'];

/** The name to show: a brand, or what a group of apps is called in the language of the page. */
export function nameOf({ name, id }: PhoneApp, texts: Steps): string {
  const text = texts[id];
  return name ?? ('name' in text ? text.name : id);
}

/** The apps with these letters in a name; when nobody is called so, the one way that suits most apps, as a guess. */
export function findApps(
  wanted: string,
  texts: Steps,
): { readonly apps: readonly PhoneApp[]; readonly isGuess: boolean } {
  const letters = wanted.trim().toLowerCase();
  const names = (app: PhoneApp) => [nameOf(app, texts), ...(app.also ?? [])];
  const apps = phoneApps.filter((app) =>
    names(app).some((name) => name.toLowerCase().includes(letters)),
  );
  if (apps.length > 0) return { apps, isGuess: false };
  return { apps: phoneApps.filter(({ id }) => id === 'openai'), isGuess: true };
}
