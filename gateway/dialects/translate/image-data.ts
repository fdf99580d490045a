import type { NeutralPart } from './neutral-chat';
import { cannotTranslate } from './translation-error';

const DATA_URL = /^data:(image\/[a-z0-9.+-]{1,40})(?:;[a-z0-9=.-]{1,40})*;base64,/i;
const WEB_URL = /^https?:\/\//i;

/** How the base64 of known image files begins. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** The type of an image that came without one, told from its first bytes; PNG when they say nothing. */
export const mediaTypeOf = (base64: string): string =>
  BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? 'image/png';

/** The image behind a data: or http(s): address. Throws INPUT_INVALID for any other one. */
export function imageFromUrl(url: string): NeutralPart {
  const data = DATA_URL.exec(url);
  if (data) {
    return {
      type: 'image',
      mediaType: (data[1] ?? '').toLowerCase(),
      base64: url.slice(data[0].length),
    };
  }
  if (WEB_URL.test(url)) return { type: 'imageUrl', url };
  throw cannotTranslate('An image must be a base64 data: URL or a web address.');
}

/** The image as an address: its own, or a data: URL. */
export const imageToUrl = (part: Exclude<NeutralPart, { type: 'text' }>): string =>
  part.type === 'imageUrl' ? part.url : `data:${part.mediaType};base64,${part.base64}`;
