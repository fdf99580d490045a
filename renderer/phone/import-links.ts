import type { AppSettings } from './app-values';

const escape = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * JSON as base64 that is the same in every variety of base64: these signs alone would lead to `+` and `/`, which apps
 * read differently, and spaces at the end leave nothing to pad.
 */
export function toLinkData(value: unknown): string {
  const json = JSON.stringify(value).replace(/[>?~\u007f-\uffff]/g, escape);
  return btoa(json.padEnd(Math.ceil(json.length / 3) * 3));
}

/** Opens Chatbox with everything filled in. The key is in it: it is made on the page and goes to the app only. */
export const chatboxLink = ({ base, key }: AppSettings): string =>
  `chatbox://provider/import?config=${toLinkData({
    id: 'home-gateway',
    name: 'Home',
    isCustom: true,
    type: 'openai',
    settings: { apiHost: `${base}/v1`, apiKey: key },
  })}`;

/** Opens Cherry Studio with everything filled in. */
export const cherryLink = ({ base, key }: AppSettings): string =>
  `cherrystudio://providers/api-keys?v=1&data=${toLinkData({
    id: 'home-gateway',
    name: 'Home',
    baseUrl: `${base}/v1`,
    apiKey: key,
    type: 'openai',
  })}`;
