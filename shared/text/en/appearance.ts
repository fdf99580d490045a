/** Language and contrast on the settings page. */
export const appearanceEn = {
  language: 'Language',
  languageHelp: 'Also for the tray and for notices. Other open windows follow.',
  languageAuto: 'Automatic',
  contrast: 'Contrast',
  contrasts: { system: 'System', high: 'High' },
};
