import type { PhoneTexts } from '../en/phone';

/** Every sentence of the pages that a phone sees while it is being connected, in German. */
export const phoneDe: PhoneTexts = {
  title: 'Latchkey',
};
