/** Every sentence of the pages that a phone sees while it is being connected, in English. */
export const phoneEn = {
  title: 'Latchkey',
};

export type PhoneTexts = typeof phoneEn;
