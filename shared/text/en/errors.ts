import type { ErrorCode } from '#shared/contract/errors';
import type { ErrorText } from '../error-text';
import { callerErrorsEn } from './caller-errors';
import { ruleErrorsEn } from './rule-errors';

/** What the owner reads for each code: what happened, and what to do. */
export const errorsEn: Record<ErrorCode, ErrorText> = {
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
  ...callerErrorsEn,
  ...ruleErrorsEn,
};
