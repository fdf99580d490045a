import type { ErrorTexts } from '../error-text';

/** What the owner reads of requests that are not right in themselves: their form, and who sent them. */
export const callerErrorsEn = {
  REQUEST_MALFORMED: {
    title: 'The request was not proper HTTP',
    help: 'A broken app, or something that looks for weak spots. If you know the device, update its app.',
  },
  CREDENTIALS_AMBIGUOUS: {
    title: 'Two keys were sent at once',
    help: 'Remove one of them in the app on the device.',
  },
  CREDENTIALS_REPEATED: {
    title: 'The key was sent more than once',
    help: 'Enter it in one place only in the app on the device.',
  },
  HOST_NOT_ALLOWED: {
    title: 'The device used a name that Latchkey does not answer to',
    help: 'If the name is yours, add it under Settings, “Names this computer answers to”.',
  },
  ORIGIN_NOT_ALLOWED: {
    title: 'A web page from elsewhere tried to call',
    help: 'It was turned away. If it is your own page, use an app or an address of this computer instead.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'That kind of request is not allowed here',
    help: 'Check the address in the app on the device.',
  },
  NOT_FOUND: {
    title: 'There is nothing at that address',
    help: 'Check the address in the app. OpenAI apps need /v1 at the end, Ollama apps do not.',
  },
  REQUEST_TIMEOUT: {
    title: 'The request arrived too slowly',
    help: 'The connection of the device may be weak. Try again nearer to the Wi-Fi.',
  },
  BODY_TOO_LARGE: {
    title: 'The request was larger than the service allows',
    help: 'Send a smaller file or picture.',
  },
  URL_TOO_LONG: {
    title: 'The address was too long',
    help: 'Check the address in the app on the device.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    title: 'The request was in a format that is not accepted',
    help: 'Send it as JSON (application/json).',
  },
  EXPECTATION_FAILED: {
    title: 'The request expected something unknown',
    help: 'Update the app on the device.',
  },
  HEADERS_TOO_LARGE: {
    title: 'The request had too many or too large headers',
    help: 'Update the app on the device, or clear its cookies.',
  },
  KEY_MISSING: {
    title: 'No key was sent',
    help: 'Enter a key in the app on the device. If you do not know the device, nothing needs to be done.',
  },
  KEY_EMPTY: {
    title: 'The app sent an empty key',
    help: 'There is a field for the key in the app, and it is empty. Paste the key into it.',
  },
  KEY_INVALID: {
    title: 'The key is not known here',
    help: 'Copy the whole key into the app again, or make a new key. If you do not know the device, nothing needs to be done.',
  },
  KEY_MISTYPED: {
    title: 'The key was mistyped',
    help: 'A letter is wrong or missing. Copy the whole key into the app again.',
  },
  KEY_REVOKED: {
    title: 'This key has ended for good',
    help: 'If the device should get in again, make a new key for it.',
  },
  KEY_EXPIRED: {
    title: 'This key has run out',
    help: 'Open the key and give it a later end, or make a new one.',
  },
  KEY_SHOWN_ONCE: {
    title: 'A key is shown only once',
    help: 'Nobody can show it again, because only its hash is kept. Create a new key, or give this one a new text under Keys.',
  },
  KEY_PAUSED: {
    title: 'This key is paused',
    help: 'Switch it on under Keys when the device may call again.',
  },
  KEY_MUST_SIGN: {
    title: 'This key only signs',
    help: 'Its calls must be signed. The README has a recipe; or switch signing off for the key.',
  },
  SIGNATURE_INVALID: {
    title: 'The signature is not valid',
    help: 'Check the key, the clock of the device, and that the path is signed exactly as it is sent.',
  },
  SIGN_IN_REFUSED: {
    title: 'This sign-in is not accepted',
    help: 'Compare issuer, audience and the claim with the name; the person must be on the list of people.',
  },
  ADMIN_REQUIRED: {
    title: 'Only the owner may do this',
    help: 'Sign in with the admin secret or a one-time code.',
  },
  SESSION_ENDED: {
    title: 'The sign-in has ended',
    help: 'Sign in once more, with the admin secret or a new one-time code.',
  },
  ADMIN_NOT_SET: {
    title: 'No admin secret has been set up yet',
    help: 'Start the desktop app once on this computer.',
  },
} satisfies ErrorTexts;
