import type { ErrorCode } from '#shared/contract/errors';
import type { ErrorText } from '../error-text';

/** What the owner reads for each code: what happened, and what to do. */
export const errorsEn: Record<ErrorCode, ErrorText> = {
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
  ADMIN_NOT_SET: {
    title: 'No admin secret has been set up yet',
    help: 'Start the desktop app once on this computer.',
  },
  SERVICE_NOT_ALLOWED: {
    title: 'This key may not use this service',
    help: 'If it should, open the key and add the service.',
  },
  PATH_NOT_ALLOWED: {
    title: 'That part of the service is switched off',
    help: 'Devices may use models, but not install, change or delete them. Do that on this computer.',
  },
  LIMIT_REACHED: {
    title: 'The key was faster than its limit',
    help: 'It may go on in a moment. If this happens often, give the key more.',
  },
  CONCURRENCY_REACHED: {
    title: 'Too many calls at the same time',
    help: 'It may go on as soon as one of them has ended. If this happens often, allow more at once.',
  },
  QUEUE_FULL: {
    title: 'Too many calls wait already',
    help: 'The service takes only so many at once, and the queue is full. It may go on in a moment.',
  },
  QUEUE_TIMEOUT: {
    title: 'It waited too long for its turn',
    help: 'The service was busy with other calls. Let calls wait longer, or allow more at once.',
  },
  ALLOWANCE_CALLS: {
    title: 'The allowed number of calls is used up',
    help: 'It begins anew by itself. If it should go on now, open the key and give it more for today.',
  },
  ALLOWANCE_TOKENS: {
    title: 'The allowed number of AI tokens is used up',
    help: 'It begins anew by itself. If it should go on now, open the key and give it more for today.',
  },
  BUDGET_SPENT: {
    title: 'The budget is used up',
    help: 'If it should go on now, open the key and give it more for today, or top it up.',
  },
  QUIET_HOURS: {
    title: 'It is quiet time for this key',
    help: 'It may call again when the quiet time is over. You set these times with the key or its person.',
  },
  MODEL_NOT_ALLOWED: {
    title: 'This key may not use this model',
    help: 'If it should, open the key and add the model.',
  },
  ADDRESS_NOT_ALLOWED: {
    title: 'This key may not be used from this address',
    help: 'If it is your own device in another network, open the key and add its address.',
  },
  TOO_MANY_FAILURES: {
    title: 'Too many wrong keys came from this address',
    help: 'It has to wait a little. If it is your own device, check the key in its app.',
  },
  CONNECTIONS_EXHAUSTED: {
    title: 'Too many connections are open',
    help: 'Wait a moment and try again.',
  },
  GATEWAY_PAUSED: {
    title: 'Everything is paused',
    help: 'Switch “Pause everything” off on the Overview page.',
  },
  SERVICE_PAUSED: {
    title: 'This service is paused',
    help: 'Switch it on under Services.',
  },
  OVERLOADED: {
    title: 'Latchkey has too much to do at once',
    help: 'Its memory is nearly full with large calls. They are let through again within seconds.',
  },
  RECORD_UNAVAILABLE: {
    title: 'The call could not be recorded',
    help: 'Most often the disk is full. Free some space: Latchkey goes on by itself.',
  },
  SERVICE_UNAVAILABLE: {
    title: 'The service failed several times in a row',
    help: 'Latchkey leaves it alone for a moment and then tries again. “Test” under Services tries at once.',
  },
  STOPPING: {
    title: 'Latchkey was shutting down',
    help: 'Start it again and repeat the call.',
  },
  SERVICE_UNKNOWN: {
    title: 'There is no such service',
    help: 'Check the address in the app: the path of each service stands under Services.',
  },
  MODEL_UNKNOWN: {
    title: 'There is no such model here',
    help: 'The app asked for a model that none of the services has. “Test” under Services shows which there are.',
  },
  SERVICE_NONE: {
    title: 'No service is set up for this kind of request',
    help: 'Add a service, or make one the default under Services.',
  },
  UPSTREAM_DOWN: {
    title: 'The AI program could not be reached',
    help: 'Start it, then test it under Services.',
  },
  UPSTREAM_BROKEN: {
    title: 'The AI program sent a broken answer',
    help: 'Restart the program. If it stays so, check its address under Services.',
  },
  UPSTREAM_UNREADABLE: {
    title: 'The AI program sent an answer that was not understood',
    help: 'Its own words are in the message. If there are none, update the program or check its kind under Services.',
  },
  UPSTREAM_TIMEOUT: {
    title: 'The AI program did not answer in time',
    help: 'It may be loading a model. Try again in a minute, or use a smaller model.',
  },
  OPERATION_UNKNOWN: {
    title: 'This gateway does not know that action',
    help: 'The window and the gateway differ in version. Reload this page.',
  },
  INPUT_INVALID: {
    title: 'Some entries are missing or not right',
    help: 'Check the marked fields and try again.',
  },
  KEY_UNKNOWN: {
    title: 'This key is not on the list any more',
    help: 'Someone removed it meanwhile. The list has been read again.',
  },
  KEY_READ_ONLY: {
    title: 'This key may only look',
    help: 'It opens the dashboard for a tablet. Give the device a key of its own to use services.',
  },
  PAIRING_UNKNOWN: {
    title: 'There is no such pairing',
    help: 'It was cancelled or forgotten. Show a new QR code.',
  },
  PAIRING_USED: {
    title: 'This QR code has been used already',
    help: 'Each one is for a single device. Show a new QR code.',
  },
  PAIRING_EXPIRED: {
    title: 'This QR code is no longer valid',
    help: 'It is good for three minutes. Show a new QR code.',
  },
  THREAT_UNKNOWN: {
    title: 'This alert is not on the list any more',
    help: 'Only the last 500 alerts are kept. Reload this page.',
  },
  BAN_UNKNOWN: {
    title: 'This address is not turned away any more',
    help: 'The ban has ended meanwhile, or someone ended it. Reload this page.',
  },
  ADDRESS_BANNED: {
    title: 'You have turned this address away',
    help: 'If it is a device of yours, end the ban.',
  },
  RAISE_UNKNOWN: {
    title: 'There is nothing to take back',
    help: 'What was given has ended meanwhile, or someone took it back. Reload this page.',
  },
  CYCLE_UNKNOWN: {
    title: 'There is no such billing cycle',
    help: 'The list of cycles shows which there are. Reload this page.',
  },
  PERSON_UNKNOWN: {
    title: 'This person is not on the list any more',
    help: 'Someone removed it meanwhile. Reload this page.',
  },
  NAME_TAKEN: {
    title: 'This name is already in use',
    help: 'Choose another one.',
  },
  ADDRESS_TAKEN: {
    title: 'Another service has this address already',
    help: 'Change that one instead. Two services for one program make sense with different settings.',
  },
  TARGET_NOT_ALLOWED: {
    title: 'This address may not be used',
    help: 'It must begin with http:// or https:// and may not be Latchkey itself.',
  },
  INTERFACE_UNKNOWN: {
    title: 'This network is gone',
    help: 'It was switched off or changed. The list has been read again.',
  },
  PORT_TAKEN: {
    title: 'Another program uses this port',
    help: 'Close that program, or choose another port under Settings.',
  },
  REVISION_CONFLICT: {
    title: 'Someone else changed this meanwhile',
    help: 'Look at the new state and make your change again.',
  },
  CONFIG_UNREADABLE: {
    title: 'The settings file cannot be read',
    help: 'Nothing was overwritten. Restore the file from a backup, or move it away to start fresh.',
  },
  CONFIG_NEWER: {
    title: 'The settings come from a newer Latchkey',
    help: 'Install the newest version. Nothing has been changed.',
  },
  DATA_IN_USE: {
    title: 'Another Latchkey uses this data folder',
    help: 'Close the other one first.',
  },
  BACKUP_PASSPHRASE: {
    title: 'This is not the passphrase of the backup',
    help: 'Nothing was changed. Without the right passphrase nobody can open it.',
  },
  BACKUP_DAMAGED: {
    title: 'The backup is damaged',
    help: 'Nothing was changed. Try another copy of the file.',
  },
  STORAGE_FAILED: {
    title: 'The change could not be saved',
    help: 'Nothing was changed. Check that the disk is not full, then try again.',
  },
  UPDATE_FAILED: {
    title: 'The new version could not be fetched',
    help: 'Nothing was changed. Try again later, or get it by hand.',
  },
  GATEWAY_DOWN: {
    title: 'The gateway does not answer',
    help: 'Start Latchkey on the computer where it runs. This page connects again by itself.',
  },
  INTERNAL: {
    title: 'Something went wrong inside Latchkey',
    help: 'It has been logged. Try again; if it stays so, start Latchkey again.',
  },
};
