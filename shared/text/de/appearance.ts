import type { appearanceEn } from '../en/appearance';

/** Language and contrast on the settings page, in German. */
export const appearanceDe: typeof appearanceEn = {
  language: 'Sprache',
  languageHelp: 'Auch für das Symbol in der Leiste und für Meldungen. Andere Fenster folgen.',
  languageAuto: 'Automatisch',
  contrast: 'Kontrast',
  contrasts: { system: 'System', high: 'Hoch' },
};
