export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'latchkey.theme';
const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** The theme that was chosen in this window; the system's when none was. */
export function readTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isTheme(stored) ? stored : 'system';
}

/** Shows a theme and remembers it. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(STORAGE_KEY, theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const CONTRASTS = ['system', 'high'] as const;
export type Contrast = (typeof CONTRASTS)[number];

const CONTRAST_KEY = 'latchkey.contrast';
const WANTS_MORE = '(prefers-contrast: more)';
/** The contrast that was chosen in this window; the system's when none was. */
export const readContrast = (): Contrast =>
  localStorage.getItem(CONTRAST_KEY) === 'high' ? 'high' : 'system';

/** Shows a contrast and remembers it; `system` goes on following the system. */
export function applyContrast(contrast: Contrast): void {
  localStorage.setItem(CONTRAST_KEY, contrast);
  showContrast(contrast);
}

/** Shows the remembered contrast, and the system's whenever it changes. */
export function followContrast(): void {
  showContrast(readContrast());
  matchMedia(WANTS_MORE).addEventListener('change', () => showContrast(readContrast()));
}

function showContrast(contrast: Contrast): void {
  const { dataset } = document.documentElement;
  if (contrast === 'high' || matchMedia(WANTS_MORE).matches) dataset['contrast'] = 'high';
  else delete dataset['contrast'];
}
