import { en, type Texts } from './en';

/** Every sentence of the window. Another language is one more file of the same type, chosen here. */
export const t: Texts = en;
