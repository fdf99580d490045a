import type { WindowTexts } from '#shared/text/en/window';
import { windowTexts } from './language';

/** Every sentence of the window, in the language that was chosen when it was loaded. */
export const t: WindowTexts = windowTexts;
