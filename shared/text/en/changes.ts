import type { Operations } from '#shared/contract/operations/registry';

type CommandOf<Group extends keyof Operations> = {
  [Verb in keyof Operations[Group]]: Operations[Group][Verb] extends { kind: 'command' }
    ? `${Group}.${Verb & string}`
    : never;
}[keyof Operations[Group]];

/** The names of the operations that change something, and of what a device does when it gets its key; each is on the record. */
export type CommandName =
  { [Group in keyof Operations]: CommandOf<Group> }[keyof Operations] | 'pairing.join';

/** What the owner did, in plain words. */
export const changesEn: Record<CommandName, string> = {
  'services.create': 'Added a service',
  'services.update': 'Changed a service',
  'services.remove': 'Removed a service',
  'services.clearCache': 'Forgot the kept answers of a service',
  'keys.create': 'Created a key',
  'keys.update': 'Changed a key',
  'keys.pause': 'Paused a key',
  'keys.resume': 'Switched a key on again',
  'keys.rotate': 'Gave a key a new text',
  'keys.revoke': 'Ended a key for good',
  'keys.remove': 'Removed a key from the list',
  'keys.raise': 'Gave a key more for a while',
  'keys.unraise': 'Took back what a key was given for a while',
  'keys.topUp': 'Paid into the balance of a key',
  'billing.setPrice': 'Set a price',
  'billing.closeCycle': 'Closed a billing cycle',
  'billing.export': 'Took a copy of all calls',
  'billing.receipt': 'Wrote a receipt',
  'people.create': 'Added a person',
  'people.update': 'Changed a person',
  'people.raise': 'Gave a person more for a while',
  'people.unraise': 'Took back what a person was given for a while',
  'people.remove': 'Removed a person',
  'network.enable': 'Opened a network',
  'network.disable': 'Closed a network',
  'network.renewCertificate': 'Made a new certificate for HTTPS',
  'pairing.start': 'Invited a device by QR code',
  'pairing.cancel': 'Took an invitation back',
  'pairing.join': 'Connected with its own key',
  'threats.acknowledge': 'Closed an alert',
  'bans.add': 'Turned an address away',
  'bans.remove': 'Let an address in again',
  'bans.restore': 'Had an address wait again',
  'audit.export': 'Took a copy of the record',
  'settings.update': 'Changed the settings',
  'panel.createCode': 'Made a one-time code',
  'panel.rotateSecret': 'Made a new admin secret',
  'import.run': 'Took keys over from a file',
  'backup.create': 'Made a backup',
  'backup.restore': 'Asked for a backup to be restored',
  'backup.cancelRestore': 'Called a restore off',
};
