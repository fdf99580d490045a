import type { WindowTexts } from '../en/window';
import type { PartialTexts } from '../with-fallback';

/** Every sentence of the window, in German. */
export const windowDe: PartialTexts<WindowTexts> = {
  app: { name: 'Latchkey' },
};
