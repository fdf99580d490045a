import type { Command } from './command';
import { backupCommands } from './commands/backup-commands';
import { billingCommands } from './commands/billing-commands';
import { billingFileCommands } from './commands/billing-file-commands';
import { callCommand } from './commands/call-command';
import { completionCommand } from './commands/completion-command';
import { gatewayCommands } from './commands/gateway-commands';
import { keyCommands } from './commands/key-commands';
import { keyLimitCommands } from './commands/key-limit-commands';
import { logsCommand } from './commands/logs-command';
import { networkCommands } from './commands/network-commands';
import { pairCommand } from './commands/pair-command';
import { peopleCommands } from './commands/people-commands';
import { priceCommands } from './commands/price-commands';
import { recordCommands } from './commands/record-commands';
import { securityCommands } from './commands/security-commands';
import { serviceCommands } from './commands/service-commands';
import { settingsCommands } from './commands/settings-commands';
import { transferCommands } from './commands/transfer-commands';

/** Every command, in the order of the help. Help, parsing and completion have no other list. */
export const COMMANDS: readonly Command[] = [
  ...keyCommands,
  ...keyLimitCommands,
  ...peopleCommands,
  ...serviceCommands,
  ...networkCommands,
  pairCommand,
  ...gatewayCommands,
  ...recordCommands,
  ...billingCommands,
  ...billingFileCommands,
  ...priceCommands,
  ...securityCommands,
  ...settingsCommands,
  ...transferCommands,
  ...backupCommands,
  logsCommand,
  callCommand,
  completionCommand,
];
